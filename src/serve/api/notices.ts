import * as z from "zod";
import { DomainError } from "../../core/model/domain-error.ts";
import { NOTICE_KINDS } from "../../core/model/notice.ts";
import { noticeJson } from "../../sinks/notice-json.ts";
import type { Store } from "../../store/contract.ts";
import { route, type Route } from "./route.ts";
import { countIn, instant, listOf, maybeInstant } from "./shapes.ts";

const DEFAULT_LIMIT = 50;
const MOST = 200;

const noticeShape = z
  .object({
    id: z.int(),
    created_at: instant,
    kind: z.enum(NOTICE_KINDS).describe("What it is about"),
    uid: z.string().nullable().describe("Of the event that it is about"),
    site: z.int().nullable().describe("Number of the site that it is about"),
    text: z.string().describe("A sentence or two for people"),
    seen_at: maybeInstant.describe("When somebody marked it as seen"),
  })
  .meta({ id: "Notice" });

/** What somebody should look at. */
export function noticeRoutes(node: {
  readonly store: Pick<Store, "notices">;
  readonly clock: () => number;
}): readonly Route[] {
  const { notices } = node.store;
  return [
    route({
      method: "get",
      path: "/notices",
      role: "reader",
      name: "listNotices",
      chapter: "node",
      summary:
        "What somebody should look at, newest first: conflicts, proposals, what was overtaken or refused",
      query: z.strictObject({
        seen: z
          .enum(["false"], { error: "false" })
          .describe("Only those that nobody has marked as seen")
          .optional(),
        cursor: countIn(1, 999_999, "`next` of the page before").optional(),
        limit: countIn(1, MOST, `How many, at most ${MOST}; ${DEFAULT_LIMIT} by default`).optional(),
      }),
      answer: listOf(noticeShape),
      handle: async ({ query: { seen, cursor, limit = DEFAULT_LIMIT } }) => {
        const items = await notices.list({
          unseenOnly: seen === "false",
          before: cursor ?? null,
          limit: limit + 1,
        });
        const page = items.slice(0, limit);
        const next = items.length > limit ? String(page.at(-1)?.id) : null;
        return { body: { items: page.map(noticeJson), next } };
      },
    }),
    route({
      method: "post",
      path: "/notices/{id}/seen",
      role: "editor",
      name: "seeNotice",
      chapter: "node",
      summary: "Mark a notice as seen",
      handle: async ({ params }) => {
        const known = /^\d{1,9}$/.test(params.id) && (await notices.seen(Number(params.id), node.clock()));
        if (!known)
          throw new DomainError("not-found", "There is no such notice: GET /api/v1/notices lists them.", {
            parameter: "id",
          });
        return { body: null };
      },
    }),
  ];
}
