import type { NewNotice } from "../core/model/notice.ts";
import type { Registration } from "../core/model/registration.ts";

/** By what the token of a registration is sealed, so that it opens nowhere else. */
export function sealedAs({ direction, id }: Pick<Registration, "direction" | "id">): string {
  return `registration ${direction} ${id}`;
}

type Direction = Registration["direction"];

/** Who asked whom to be pushed to, in both directions (protocol, section 7). */
export interface Registrations {
  /** The newest change first. */
  all(): Promise<readonly Registration[]>;
  find(direction: Direction, id: string): Promise<Registration | null>;
  /** Of a site in one direction, the newest change first. */
  ofSite(direction: Direction, site: string): Promise<readonly Registration[]>;
  /**
   * The `out` registration that stands (not `gone`), whose credential has this SHA-256 (hex): its site pushes with the
   * token.
   */
  byCredential(hash: string): Promise<Registration | null>;
  /** Makes or replaces the one of this direction and id, and tells people in the same moment. */
  save(registration: Registration, notices?: readonly NewNotice[]): Promise<void>;
  /** False where there was none. */
  remove(direction: Direction, id: string): Promise<boolean>;
  /** Forgets `in` requests that nobody has confirmed: those not changed since `before`, and all but the newest `most`. */
  forgetUnverified(before: number, most: number): Promise<void>;
  /** Active ones whose lease is past become expired, and people are told; gives them. */
  expire(now: number): Promise<readonly Registration[]>;
  /** When the next lease ends, ms; null where none does. */
  nextDue(): Promise<number | null>;
}
