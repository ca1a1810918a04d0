import * as z from "zod";
import { ERRAND_KINDS } from "../../core/model/errand.ts";
import { errandJson } from "../../sinks/errand-json.ts";
import type { Store } from "../../store/contract.ts";
import { route, type Route } from "./route.ts";
import { instant, listOf, maybeInstant, wholeList } from "./shapes.ts";

const kind = z
  .enum(ERRAND_KINDS)
  .describe("`report`: a change made here is told to the node that the event comes from");

const errandShape = z
  .object({
    id: z.int(),
    kind,
    subject: z
      .string()
      .describe(
        "What it is about: of a report the UID, of `register` and `verify` the id of the registration",
      ),
    state: z.enum(["waiting", "done", "given-up"]),
    created_at: instant,
    tries: z.int(),
    next_try: maybeInstant,
    last_error: z.string().nullable(),
    outcome: z.string().nullable().describe("What came of it"),
  })
  .meta({ id: "Errand" });

/** What this node has to do with other sites, beside polls and deliveries. */
export function errandRoutes({ store }: { readonly store: Pick<Store, "errands"> }): readonly Route[] {
  return [
    route({
      method: "get",
      path: "/errands",
      role: "reader",
      name: "listErrands",
      chapter: "node",
      summary: "What waits to be told to other sites, what was, and what could not be; newest first",
      query: z.strictObject({ kind: kind.optional() }),
      answer: listOf(errandShape),
      handle: async ({ query }) => ({
        body: wholeList((await store.errands.list(query.kind)).map(errandJson)),
      }),
    }),
  ];
}
