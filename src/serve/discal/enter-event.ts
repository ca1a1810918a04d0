import { Hono } from "hono";
import { DomainError } from "../../core/model/domain-error.ts";
import type { AuthorDoor } from "../../exchange/editing/author-door.ts";
import { attempt, type Guesses } from "../../exchange/guesses.ts";
import type { PushDoor } from "../../exchange/pushing/push-door.ts";
import { PATHS } from "../../exchange/self.ts";
import { bearerText } from "../../wire/bearer.ts";
import { mediaType } from "../../wire/envelope.ts";
import { parsePath } from "../../wire/path-header.ts";
import { incoming } from "./body.ts";
import { readEntryForm } from "./entry-form.ts";
import { signedRequest } from "./signed-request.ts";
import { LIMITS } from "./site.ts";

/**
 * `POST /discal/enter-event`: a batch of calendar objects, answered with a verdict for each after a durable commit
 * (protocol, sections 6 and 7). Of a peer by its signature or its token, of an author of this node by a token, or by a
 * form with a signature of their own. `callerKey`: under which name who asks is counted.
 */
export function enterEventRoutes(
  door: PushDoor,
  authors: AuthorDoor,
  guesses: Guesses,
  clock: () => number,
  callerKey: (c: { readonly env: unknown }) => string,
): Hono {
  return new Hono().post(PATHS.enterEvent, async (c) => {
    const { headers } = c.req.raw;
    const path = parsePath(headers.get("DisCal-Path"));
    const type = mediaType(headers.get("Content-Type") ?? "");
    const comeIn = <T>(knock: () => Promise<T>) => attempt(guesses, callerKey(c), clock, knock);
    if (type === "multipart/form-data") {
      const entry = await readEntryForm(c.req.raw);
      return c.json(await comeIn(() => authors.enterSigned(entry)));
    }
    const token = headers.has("DisCal-Signature") ? null : bearerText(headers);
    if (token === null) return c.json(await door.push(signedRequest(c.req.raw), path));
    const bearer = await comeIn(() => authors.whoBears(token));
    if (type !== "text/calendar")
      throw new DomainError(
        "unsupported",
        "The body must be text/calendar, its Content-Type says otherwise.",
        {
          fault: "wrong-type",
        },
      );
    const body = incoming(c.req.raw, LIMITS.bodyBytes);
    if (bearer.is === "peer") return c.json(await door.accept(bearer.peer, body, path));
    return c.json(await authors.enter(bearer.name, await body.read()));
  });
}
