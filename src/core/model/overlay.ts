import type { EventChange } from "./event-change.ts";

/**
 * What this node alone shows otherwise of an event: never published, no part of merge, and undone by no import
 * (protocol, section 4).
 */
export interface Overlay {
  /** Not shown to people here. */
  readonly hidden: boolean;
  /** Fields that stay as they are said here, whatever the winner says. */
  readonly kept: EventChange | null;
  /** Canonical text of the version that is shown, whatever wins. */
  readonly frozen: string | null;
  /** Why, for the other people of this node. */
  readonly note: string;
}
