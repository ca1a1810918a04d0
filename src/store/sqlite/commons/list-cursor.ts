import { DomainError } from "../../../core/model/domain-error.ts";

/** The row that a page ended with. */
export interface ListPlace {
  readonly start: number;
  readonly uid: string;
  /** Of the occurrence: tells apart two of one object at the same start. */
  readonly id: number;
}

export function writeCursor({ start, uid, id }: ListPlace): string {
  return Buffer.from(JSON.stringify([start, uid, id])).toString("base64url");
}

/** Throws a DomainError `invalid` for what {@link writeCursor} did not write. */
export function readCursor(cursor: string): ListPlace {
  try {
    const [start, uid, id] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    if (Number.isSafeInteger(start) && typeof uid === "string" && Number.isSafeInteger(id)) {
      return { start: start as number, uid, id: id as number };
    }
  } catch {
    // Said below.
  }
  throw new DomainError("invalid", "the cursor is not one that a page gave: start again from the first page");
}
