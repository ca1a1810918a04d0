/** What people of a node are told of. */
export const NOTICE_KINDS = [
  "conflict", // several versions stand at one revision, and a person is to choose
  "taken", // what a person of this node wrote or proposed is taken over by somebody else
  "overtaken", // what a person of this node wrote is overtaken by somebody else's version
  "proposal", // a change that waits for a person
  "held", // a late version of a person, kept as history
  "refused", // the origin took a change back that was made here
  "unreported", // a change could not be reported to its origin
  "registration", // a site asks to be pushed to, or its state changed
  "suspended", // a site or peer was stopped by a brake, or by its own answer
  "quota", // a peer has brought as much as it may within a day
  "lost", // a peer lacks what it said that it took
  "key", // a peer's key changed, or was revoked
  "moved", // a peer has a new address
] as const;

export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** One thing that somebody should look at. */
export interface Notice {
  readonly id: number;
  /** ms since 1970. */
  readonly at: number;
  readonly kind: NoticeKind;
  readonly uid: string | null;
  readonly siteId: number | null;
  /** A sentence or two for people; holds no secret address. */
  readonly text: string;
  /** When somebody marked it as seen. */
  readonly seenAt: number | null;
}

export type NewNotice = Pick<Notice, "kind" | "uid" | "siteId" | "text">;
