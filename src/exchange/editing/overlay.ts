import { overlayFault } from "../../core/ical/overlaid.ts";
import { exactDigest } from "../../core/ical/canonical.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { EventChange } from "../../core/model/event-change.ts";
import type { Overlay } from "../../core/model/overlay.ts";
import type { Commons, StoredObject } from "../../store/commons.ts";

/** What people of this node want to be shown of an event, whatever the network says. */
export interface OverlayWish {
  readonly hidden: boolean;
  readonly kept: EventChange | null;
  /** The version that is to be shown, by its digest C1; null: the one that wins. */
  readonly frozen: string | null;
  /** Why, for the other people of this node. */
  readonly note: string;
}

/**
 * Sets what this node alone shows otherwise of an event, in the place of what it has shown otherwise so far; null takes
 * that back. Throws a DomainError `not-found` where no such event or version is kept, `invalid` where the overlay asks
 * for nothing, or cannot be laid over what stands.
 */
export async function setOverlay(
  { commons, clock }: { readonly commons: Commons; readonly clock: () => number },
  uid: string,
  wish: OverlayWish | null,
): Promise<Overlay | null> {
  const stored = await commons.get(uid);
  if (stored === null)
    throw new DomainError("not-found", `There is no event with the UID ${uid}.`, { parameter: "uid" });
  const overlay = wish === null ? null : overlayFrom(stored, wish);
  await commons.overlay(uid, overlay, clock());
  return overlay;
}

function overlayFrom(stored: StoredObject, { hidden, kept, frozen, note }: OverlayWish): Overlay {
  const { winner } = stored;
  if (winner === null)
    throw new DomainError(
      "invalid",
      "Nothing is published of this event: there is nothing to show otherwise.",
    );
  const isEmpty = !hidden && frozen === null && (kept === null || Object.keys(kept).length === 0);
  if (isEmpty)
    throw new DomainError(
      "invalid",
      "This shows nothing otherwise: hide it, keep fields, or freeze a version.",
    );
  const overlay = { hidden, kept, frozen: frozen === null ? null : textBy(stored, frozen), note };
  const fault = overlayFault(winner, overlay);
  if (fault !== null) throw fault;
  return overlay;
}

function textBy({ standing, history, overlay }: StoredObject, c1: string): string {
  const already = overlay?.frozen ?? null;
  if (already !== null && exactDigest(already) === c1) return already;
  const found = [...standing, ...history].find(({ version }) => version.c1 === c1)?.version;
  if (found !== undefined && found.text !== "") return found.text;
  throw new DomainError(
    "not-found",
    `No version ${c1.slice(0, 64)} of this event is kept in full: its history lists those that are.`,
    { parameter: "frozen" },
  );
}
