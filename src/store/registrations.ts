import type { Registration, RegistrationState } from "../core/model/registration.ts";

/** Who asked whom to be pushed to, in both directions (protocol, section 7). */
export interface Registrations {
  all(): Promise<readonly Registration[]>;
  find(direction: Registration["direction"], id: string): Promise<Registration | null>;
  /** Of a site in one direction, the newest change first. */
  ofSite(direction: Registration["direction"], site: string): Promise<readonly Registration[]>;
  /** The active `out` registration whose credential has this SHA-256 (hex): its site pushes with the token. */
  byCredential(hash: string): Promise<Registration | null>;
  /** Makes or replaces the one of this direction and id. */
  save(registration: Registration): Promise<void>;
  /** How many `in` registrations are in one of these states. */
  count(states: readonly RegistrationState[]): Promise<number>;
  /** Active ones whose lease is past become expired; gives them. */
  expire(now: number): Promise<readonly Registration[]>;
  /** When the next lease ends, ms; null where none does. */
  nextDue(): Promise<number | null>;
}
