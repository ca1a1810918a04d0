import type { KeyAuthor } from "../store/keys.ts";
import { instantOf } from "./instant.ts";

/** Somebody who may enter events by a key, as operators see them. */
export interface AuthorJson {
  readonly fingerprint: string;
  readonly name: string;
  readonly added_at: string;
  readonly removed_at: string | null;
}

export function authorJson({ fingerprint, name, addedAt, removedAt }: KeyAuthor): AuthorJson {
  return { fingerprint, name, added_at: instantOf(addedAt), removed_at: instantOf(removedAt) };
}
