/** That a node left one address for another, signed by its key. */
export interface Move {
  /** Origin that it left. */
  readonly from: string;
  readonly to: string;
  /** ms since 1970, whole seconds. */
  readonly createdAt: number;
  /** Base64 of a detached signature packet over the text that protocol, section 6 gives. */
  readonly signature: string;
}

/** Where this node was reached before. */
export interface Moves {
  /** Oldest first. */
  all(): Promise<readonly Move[]>;
  add(move: Move): Promise<void>;
}
