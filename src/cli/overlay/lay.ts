import { exactDigest } from "../../core/ical/canonical.ts";
import { describe } from "../../core/ical/event.ts";
import type { OverlayWish } from "../../exchange/editing/overlay.ts";
import { overlayJson } from "../../sinks/desk-json.ts";
import type { StoredObject } from "../../store/commons.ts";
import type { Session } from "../session.ts";

/** Option of the commands that lay something over an event. */
export const noteOption = ["--note <text>", "why, for the other people of this node"] as const;

/** What is shown otherwise so far, with a part of it changed. */
export function wishWith({ overlay }: StoredObject, part: Partial<OverlayWish>): OverlayWish {
  const frozen = overlay?.frozen ?? null;
  return {
    hidden: overlay?.hidden ?? false,
    kept: overlay?.kept ?? null,
    frozen: frozen === null ? null : exactDigest(frozen),
    note: overlay?.note ?? "",
    ...part,
  };
}

/** Lays it over an event, and says what follows; `done` says of the event with a title what was done. */
export async function lay(
  { node, say }: Session,
  stored: StoredObject,
  wish: OverlayWish,
  done: (title: string) => string,
): Promise<void> {
  const { uid } = stored;
  const overlay = await node.overlay(uid, wish);
  const title = titleOf(stored);
  say(overlay === null ? { uid, overlay: null } : overlayJson(uid, title, overlay), () =>
    [
      `${done(title)}.`,
      "Nothing of it is told to other nodes, and no import undoes it.",
      `To take it back: npx discal overlay clear ${uid}`,
    ].join("\n"),
  );
}

export function titleOf({ winner }: StoredObject): string {
  return winner === null || winner.text === "" ? "" : describe(winner.text).title;
}
