import * as z from "zod";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Operations } from "../../exchange/operations.ts";
import { authorJson } from "../../sinks/author-json.ts";
import type { KeyAuthor, Keys } from "../../store/keys.ts";
import { MAX_CERTIFICATE } from "../../wire/certificate.ts";
import { route, type Route } from "./route.ts";
import { instant, line, listOf, maybeInstant, text, wholeList } from "./shapes.ts";

const authorShape = z
  .object({
    fingerprint: z.string().describe("Of the primary key"),
    name: z.string(),
    added_at: instant,
    removed_at: maybeInstant.describe("Since when they may enter events no more"),
  })
  .meta({ id: "Author" });

/** People who may enter events by a signature of their own (protocol, section 6). */
export function authorRoutes(node: {
  readonly keys: Keys;
  readonly operations: Pick<Operations, "addAuthor">;
  readonly clock: () => number;
}): readonly Route[] {
  const { keys, operations, clock } = node;
  const common = { role: "admin", chapter: "tokens" } as const;

  return [
    route({
      ...common,
      method: "get",
      path: "/authors",
      name: "listAuthors",
      summary: "Who may enter events with curl and gpg, and who once might",
      answer: listOf(authorShape),
      handle: async () => ({ body: wholeList((await keys.authors()).map(authorJson)) }),
    }),
    route({
      ...common,
      method: "post",
      path: "/authors",
      name: "addAuthor",
      summary: "Let whoever has a key enter events by a signature of their own",
      about: "Added again, a key that was renewed is taken over, and somebody who was removed comes back.",
      json: z
        .strictObject({
          name: line(100, "Whose key it is"),
          certificate: text(MAX_CERTIFICATE, "The public key, as `gpg --armor --export` writes it"),
        })
        .meta({ id: "NewAuthor" }),
      answer: authorShape,
      status: 201,
      handle: async ({ body: { certificate, name } }) => {
        const { fingerprint } = await operations.addAuthor(certificate, name);
        const Location = `/api/v1/authors/${fingerprint}`;
        return { body: authorJson(await knownAuthor(keys, fingerprint)), headers: { Location } };
      },
    }),
    route({
      ...common,
      method: "get",
      path: "/authors/{fingerprint}",
      name: "getAuthor",
      summary: "One author",
      answer: authorShape,
      handle: async ({ params }) => ({ body: authorJson(await knownAuthor(keys, params.fingerprint)) }),
    }),
    route({
      ...common,
      method: "delete",
      path: "/authors/{fingerprint}",
      name: "removeAuthor",
      summary: "Let somebody enter no more events; what they entered stays",
      answer: authorShape,
      handle: async ({ params }) => {
        const { fingerprint } = await knownAuthor(keys, params.fingerprint);
        await keys.removeAuthor(fingerprint, clock());
        return { body: authorJson(await knownAuthor(keys, fingerprint)) };
      },
    }),
  ];
}

async function knownAuthor(keys: Pick<Keys, "author">, named: string): Promise<KeyAuthor> {
  const author = await keys.author(named.toUpperCase());
  if (author !== null) return author;
  throw new DomainError("not-found", `There is no author of the key “${named.slice(0, 60)}”.`, {
    parameter: "fingerprint",
  });
}
