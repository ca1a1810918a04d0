import * as z from "zod";
import { describe } from "../../core/ical/event.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Operations } from "../../exchange/operations.ts";
import { overlayJson } from "../../sinks/desk-json.ts";
import type { Store } from "../../store/contract.ts";
import { overlayBody, overlayShape } from "./desk-shapes.ts";
import { changeOf } from "./event-draft-shapes.ts";
import { uidOf } from "./events.ts";
import { route, type Route } from "./route.ts";
import { countIn, listOf } from "./shapes.ts";

const DEFAULT_LIMIT = 50;
const MOST = 200;

/** What this node alone shows otherwise (protocol, section 4, Local overlays). */
export function overlayRoutes(node: {
  readonly store: Pick<Store, "commons">;
  readonly operations: Operations;
}): readonly Route[] {
  const { operations } = node;
  const { commons } = node.store;
  const told = async (uid: string): Promise<z.infer<typeof overlayShape> | null> => {
    const stored = await commons.get(uid);
    if (stored === null || stored.overlay === null) return null;
    const title = stored.winner === null ? "" : describe(stored.winner.text).title;
    const { keep, ...others } = overlayJson(uid, title, stored.overlay);
    // A list that nobody changes is one that somebody may.
    return { ...others, keep: keep as z.infer<typeof overlayShape>["keep"] };
  };

  return [
    route({
      method: "get",
      path: "/overlays",
      role: "reader",
      name: "listOverlays",
      chapter: "conflicts",
      summary: "Events that this node alone shows otherwise, by UID",
      query: z.strictObject({
        cursor: z.string().describe("`next` of the page before").optional(),
        limit: countIn(1, MOST, `How many, at most ${MOST}; ${DEFAULT_LIMIT} by default`).optional(),
      }),
      answer: listOf(overlayShape),
      handle: async ({ query: { cursor = "", limit = DEFAULT_LIMIT } }) => {
        const uids = (await commons.overlaid()).filter((uid) => uid > cursor);
        const page = uids.slice(0, limit);
        const next = uids.length > limit ? (page.at(-1) ?? null) : null;
        return { body: { items: (await Promise.all(page.map(told))).filter((each) => each !== null), next } };
      },
    }),
    route({
      method: "put",
      path: "/events/{uid}/overlay",
      role: "editor",
      name: "setOverlay",
      chapter: "conflicts",
      summary: "Show an event otherwise here: hide it, keep fields, freeze a version",
      about:
        "It takes the place of what was shown otherwise before. Nothing of it is published, and no import undoes it.",
      json: overlayBody,
      answer: overlayShape,
      handle: async ({ params, body }) => {
        const uid = uidOf(params.uid);
        const { hide = false, keep, freeze = null, note } = body;
        const frozen = freeze === "now" ? ((await commons.get(uid))?.winner?.c1 ?? null) : freeze;
        const kept = keep === undefined ? null : changeOf(keep);
        await operations.overlay(uid, { hidden: hide, kept, frozen, note });
        const shown = await told(uid);
        if (shown !== null) return { body: shown };
        throw new DomainError(
          "not-found",
          `Somebody has just taken the overlay of ${uid.slice(0, 80)} back.`,
        );
      },
    }),
    route({
      method: "delete",
      path: "/events/{uid}/overlay",
      role: "editor",
      name: "clearOverlay",
      chapter: "conflicts",
      summary: "Show an event as it is published again",
      handle: async ({ params }) => {
        await operations.overlay(uidOf(params.uid), null);
        return { body: null };
      },
    }),
  ];
}
