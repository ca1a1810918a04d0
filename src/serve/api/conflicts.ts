import * as z from "zod";
import { matterOf, waitingMatters } from "../../exchange/editing/desk.ts";
import type { Operations, Resolution } from "../../exchange/operations.ts";
import { matterJson, wholeMatterJson } from "../../sinks/desk-json.ts";
import { matterTag } from "../../sinks/matter.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";
import { knownSite } from "../feeds/known-site.ts";
import { conflictShape, resolutionShape, wholeConflictShape } from "./desk-shapes.ts";
import { changeOf } from "./event-draft-shapes.ts";
import { writtenShape } from "./event-shapes.ts";
import { uidOf } from "./events.ts";
import { holds } from "./lock.ts";
import { route, type Route } from "./route.ts";
import { countIn, listOf } from "./shapes.ts";
import { personOf } from "./person.ts";
import { writtenAnswer } from "./written.ts";

const DEFAULT_LIMIT = 50;
const MOST = 200;

/** The conflict desk: what waits for a person, and their word on it. */
export function conflictRoutes(node: {
  readonly store: Pick<Store, "commons" | "registry" | "errands">;
  readonly operations: Operations;
  readonly publisher: Publisher;
}): readonly Route[] {
  const { store, operations, publisher } = node;
  const written = writtenAnswer(publisher, store);
  const by = personOf(operations);

  return [
    route({
      method: "get",
      path: "/conflicts",
      role: "reader",
      name: "listConflicts",
      chapter: "conflicts",
      summary: "Events of which several versions stand at one revision, or to which changes are proposed",
      about: "By UID. Rivals that only feeds made are not among them: nobody's word is lost there.",
      query: z.strictObject({
        kind: z
          .enum(["conflict", "proposal"], { error: "conflict or proposal" })
          .describe("`proposal`: changes that were not taken, and wait")
          .optional(),
        site: z.string().describe("Number of a site that shows the event").optional(),
        q: z.string().describe("Words in title, place, tags or description").optional(),
        cursor: z.string().describe("`next` of the page before").optional(),
        limit: countIn(1, MOST, `How many, at most ${MOST}; ${DEFAULT_LIMIT} by default`).optional(),
      }),
      answer: listOf(conflictShape),
      handle: async ({ query }) => {
        const { kind = "conflict", site, q, cursor = "", limit = DEFAULT_LIMIT } = query;
        const page = await waitingMatters(store, {
          kind,
          ...(site !== undefined && { siteId: (await knownSite(store.registry, site)).id }),
          ...(q !== undefined && { text: q }),
          after: cursor,
          limit,
        });
        return { body: { items: page.matters.map(matterJson), next: page.next } };
      },
    }),
    route({
      method: "get",
      path: "/conflicts/{uid}",
      role: "reader",
      name: "getConflict",
      chapter: "conflicts",
      summary: "The versions of one event side by side, field by field, and how each came",
      about: "Its ETag names exactly what is shown: send it as `If-Match` with a resolution.",
      answer: wholeConflictShape,
      handle: async ({ params }) => {
        const matter = await matterOf(store, uidOf(params.uid));
        return { body: wholeMatterJson(matter), headers: { ETag: `"${matter.tag}"` } };
      },
    }),
    route({
      method: "post",
      path: "/conflicts/{uid}/resolve",
      role: "editor",
      name: "resolveConflict",
      chapter: "conflicts",
      summary:
        "Settle it: pick a version, take fields from others, write anew; published as the next revision",
      about:
        "As `text/calendar` the whole event. With `If-Match` it is refused (412) where another version came, or somebody settled it; in any case nothing is ended that comes while it is written.",
      locks: true,
      json: resolutionShape,
      calendar: true,
      answer: writtenShape,
      handle: async ({ params, body, headers, token }) => {
        const uid = uidOf(params.uid);
        const expected = await seen(store.commons, uid, headers.get("If-Match"));
        const resolution = typeof body === "string" ? { text: body } : resolutionOf(body);
        return written(await by(token).resolve(uid, resolution, expected));
      },
    }),
    route({
      method: "post",
      path: "/conflicts/{uid}/dismiss",
      role: "editor",
      name: "dismissProposals",
      chapter: "conflicts",
      summary: "Do not take what is proposed to an event; it stays in its history",
      handle: async ({ params }) => {
        await operations.dismiss(uidOf(params.uid));
        return { body: null };
      },
    }),
  ];
}

/** The tag of what a person saw, where `If-Match` names it. Throws a DomainError `stale` where something else stands. */
async function seen(
  commons: Pick<Store["commons"], "get">,
  uid: string,
  ifMatch: string | null,
): Promise<string | undefined> {
  const stored = ifMatch === null ? null : await commons.get(uid);
  if (ifMatch === null || stored === null) return undefined;
  const tag = matterTag(stored);
  holds(ifMatch, `"${tag}"`);
  return tag;
}

function resolutionOf({ c1, fields, change }: z.infer<typeof resolutionShape>): Resolution {
  return {
    ...(c1 !== undefined && { c1 }),
    ...(fields !== undefined && { fields }),
    ...(change !== undefined && { change: changeOf(change) }),
  };
}
