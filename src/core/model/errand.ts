/** Kinds of work with a foreign site, or a mail server, that must survive a restart. */
export const ERRAND_KINDS = ["report", "register", "verify", "announce-move", "web-hook", "mail"] as const;

export type ErrandKind = (typeof ERRAND_KINDS)[number];

/** A piece of such work; times in ms since 1970. */
export interface Errand {
  readonly id: number;
  readonly kind: ErrandKind;
  /** What it is about: of one kind and subject only the newest waits. */
  readonly subject: string;
  /** What its handler needs; JSON, and not null. */
  readonly payload: unknown;
  readonly createdAt: number;
  readonly tries: number;
  /** Null: done, or given up. */
  readonly nextTry: number | null;
  readonly lastError: string | null;
  /** What came of it, in words; null where it waits or was given up. */
  readonly outcome: string | null;
}
