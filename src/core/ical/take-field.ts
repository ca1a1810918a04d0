import { DomainError } from "../model/domain-error.ts";
import type { Piece } from "./event-fields.ts";
import type { ReadVersion } from "./object-members.ts";

/** An event of an object that is put together from versions: by its pieces, and where each comes from. */
export interface ChosenMember {
  /** As in Member; "" of the master. */
  readonly id: string;
  readonly happening: string | null;
  readonly pieces: readonly ChosenPiece[];
  /** A field of it was taken from elsewhere. */
  readonly edited: boolean;
}

export interface ChosenPiece extends Piece {
  readonly from: ReadVersion;
}

/** A field of an event, and how a merge calls it. */
export interface FieldOf {
  readonly key: string;
  readonly id: string;
  readonly field: string;
}

/**
 * Puts what another version says in a field, or that it says nothing, in the place of what is said. Throws a DomainError
 * `invalid` where one of the two says nothing of that happening at all.
 */
export function takeField(
  chosen: Map<string, ChosenMember>,
  { key, id, field }: FieldOf,
  source: ReadVersion,
): void {
  const before = chosen.get(id);
  const member = source.members.get(id);
  if (before === undefined && member === undefined) return;
  if (before === undefined || member === undefined) {
    throw new DomainError(
      "invalid",
      `Not every version says something of ${id === "" ? "the whole event" : id} by itself: take ${id === "" ? "event" : `happening@${id}`} instead of ${key}.`,
      { field: key },
    );
  }
  const taken = member.pieces
    .filter((piece) => piece.field === field)
    .map((piece) => ({ ...piece, from: source }));
  const at = before.pieces.findIndex((piece) => piece.field === field);
  const others = before.pieces.filter((piece) => piece.field !== field);
  const pieces = others.toSpliced(at < 0 ? others.length : at, 0, ...taken);
  chosen.set(id, { ...before, pieces, edited: true });
}
