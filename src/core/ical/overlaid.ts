import { DomainError } from "../model/domain-error.ts";
import type { EventChange } from "../model/event-change.ts";
import type { Overlay } from "../model/overlay.ts";
import type { Version } from "../model/version.ts";
import { changedInPlace } from "./revise.ts";
import { putTogether, takeApart } from "./stamp.ts";

/**
 * What people of this node are shown in the place of the winner (protocol, section 4, Local overlays): null where it is
 * hidden from them. What is frozen is shown whatever wins, a deletion too, save one of a feed; kept fields are laid over what is shown, but
 * not over a deletion. Its digests are its own: it is never sent. Never throws.
 */
export function overlaid(winner: Version, overlay: Overlay | null): Version | null {
  if (overlay === null) return winner;
  if (overlay.hidden) return null;
  const base =
    overlay.frozen === null || isWithdrawn(winner)
      ? winner
      : putTogether(takeApart({ text: overlay.frozen }), winner, {});
  return overlay.kept === null || base.deleted || base.text === "" ? base : withKept(base, overlay.kept);
}

/** Has a feed taken it back, as what it showed to all became private? No wish of this node goes before that. */
function isWithdrawn({ deleted, by }: Version): boolean {
  return deleted && by === "feed";
}

/** Why kept fields cannot be laid over what is shown now, null where they can. */
export function overlayFault(winner: Version, { frozen, kept }: Overlay): DomainError | null {
  if (kept === null) return null;
  const base = overlaid(winner, { hidden: false, kept: null, frozen, note: "" });
  if (base === null || base.deleted || base.text === "")
    return new DomainError("invalid", "Of what is deleted, or not kept in full here, no fields can be kept.");
  const changed = attempt(base, kept);
  return changed instanceof DomainError ? changed : null;
}

/** A field that what wins by now has no room for (the start of what became a series, say) is not kept. */
function withKept(version: Version, kept: EventChange): Version {
  const whole = attempt(version, kept);
  if (!(whole instanceof DomainError)) return whole;
  return partsOf(kept).reduce((base, part) => {
    const changed = attempt(base, part);
    return changed instanceof DomainError ? base : changed;
  }, version);
}

function attempt(version: Version, change: EventChange): Version | DomainError {
  try {
    return changedInPlace(version, change);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

/** Each field by itself, but for the times, which belong together. */
function partsOf({ start, end, zone, ...others }: EventChange): readonly EventChange[] {
  const times = {
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
    ...(zone !== undefined && { zone }),
  };
  return [times, ...Object.entries(others).map(([field, value]) => ({ [field]: value }))];
}
