import type { Calendars } from "./calendars.ts";
import type { Commons } from "./commons.ts";
import type { Deliveries } from "./deliveries.ts";
import type { Errands } from "./errands.ts";
import type { Expansions } from "./expansions.ts";
import type { Keys } from "./keys.ts";
import type { Moves } from "./moves.ts";
import type { Notices } from "./notices.ts";
import type { Polls } from "./polls.ts";
import type { Registrations } from "./registrations.ts";
import type { Registry } from "./registry.ts";
import type { Repair } from "./repair.ts";
import type { Replies } from "./replies.ts";
import type { Tokens } from "./tokens.ts";

/**
 * The event store. Each method is one whole transaction, committed when its promise resolves, save where it says that
 * it takes several; all times are ms since 1970 and come in as arguments. A full or failing disk throws a DomainError `unavailable`.
 * What is committed lies on the disk; only what nobody is told by itself, such as nonces and counts, may lie there no
 * sooner than what is written after it.
 * `test/contract/store.ts` is what every adapter must pass.
 */
export interface Store extends AsyncDisposable {
  readonly commons: Commons;
  readonly registry: Registry;
  readonly polls: Polls;
  readonly expansions: Expansions;
  readonly deliveries: Deliveries;
  readonly repair: Repair;
  readonly keys: Keys;
  readonly registrations: Registrations;
  readonly errands: Errands;
  readonly notices: Notices;
  readonly moves: Moves;
  readonly calendars: Calendars;
  readonly tokens: Tokens;
  readonly replies: Replies;
  /** Random name of this database's change log: a restored copy gets a new one. */
  readonly epoch: string;
  /** Remembers a nonce until `expires`; false where it was already known. Forgets those past `now`. */
  useNonce(nonce: string, expires: number, now: number): Promise<boolean>;
  /**
   * Takes note of the moment. Where the clock was set back since it was last noted, by a minute or more, all that is due
   * comes as much sooner, so that nothing waits for the time of a clock that was wrong; gives by how much, ms.
   */
  keepTime(now: number): Promise<number>;
  /** True once after another process has committed to the same database. */
  changedElsewhere(): boolean;
  /**
   * Resolves where everything can be read and written; throws a DomainError `unavailable` that says what is in the
   * way: a full or read-only disk, a database that is gone, another process that holds it.
   */
  ready(): Promise<void>;
  /**
   * Copies the whole database, as of one moment, into this file, which must not be there; writers go on meanwhile. Opened
   * as a store it has a new epoch.
   */
  backup(path: string): Promise<void>;
  /** Counts for `status` and `/healthz`. */
  statistics(): Promise<Statistics>;
}

export interface Statistics {
  /** Objects with a winner that is not deleted, as far as people are shown them. */
  readonly events: number;
  /** All that are kept: winners, rivals, the past, and what feeds show beside them. */
  readonly versions: number;
  /** UIDs with several versions at the highest revision of the class that wins, of which not all are by feeds. */
  readonly conflicts: number;
  /** Enabled ones, peers among them. */
  readonly sites: number;
  readonly peers: number;
  readonly schema: number;
  /** When something that is published last changed, ms; 0 for never. */
  readonly lastChange: number;
  /** Size of the database, bytes. */
  readonly bytes: number;
}
