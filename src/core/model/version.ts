/** Which of the two classes of a UID's versions one belongs to (protocol, section 4). */
export type VersionClass = "signed" | "open";

/** Who made a version: a poller, from a plain feed, or a person (`X-DISCAL-BY`; absent counts as a person). */
export type Author = "feed" | "person";

/** The largest `X-HOP` or `X-REVISION` (protocol, section 1). */
export const MAX_NUMBER = 2_147_483_647;

/** One revision of a calendar object, the unit that is stored, merged and sent (protocol, section 1). */
export interface Version {
  readonly uid: string;
  readonly class: VersionClass;
  /** `X-REVISION`, 0 to {@link MAX_NUMBER}. */
  readonly revision: number;
  /** `X-HOP`, 0 to {@link MAX_NUMBER}: the least that was seen. Not part of `text`. */
  readonly hop: number;
  /** `X-REVISE-URL`, where a change made elsewhere is reported. */
  readonly reviseUrl: string;
  readonly by: Author;
  /** `X-DISCAL-SOURCE`: 16 hex digits that name the plain feed a `feed` version was minted from. */
  readonly source: string | null;
  readonly deleted: boolean;
  /** The master, else every override, has `STATUS:CANCELLED`. */
  readonly cancelled: boolean;
  /** Semantic digest D, 64 hex digits. */
  readonly digest: string;
  /** Exact digest C1 of `text`, 64 hex digits. */
  readonly c1: string;
  /** `SEQUENCE` of the master (else the greatest), 0 where there is none. */
  readonly sequence: number;
  /** `LAST-MODIFIED` of the master (else the greatest) as in iCalendar, `20260316T120000Z`; "" where there is none. */
  readonly lastModified: string;
  /**
   * The canonical bytes: the whole VCALENDAR, unfolded, CRLF, without `X-HOP` and `X-DISCAL-SIG`. "" of a stub: no
   * filter takes its UID here, so that only what merge looks at is kept (protocol, section 8).
   */
  readonly text: string;
  /** Value of `X-DISCAL-SIG`: the newest valid object signature, base64. */
  readonly signature: string | null;
  /** When that signature was made, ms since 1970; null where there is none, or it was not checked. */
  readonly signedAt: number | null;
}

/** The versions at the highest revision of one class; the best 16 of them. */
export interface ClassState {
  readonly revision: number;
  readonly versions: readonly Version[];
}

/** All that merge and winner look at for one UID (protocol, section 4). */
export interface ObjectState {
  readonly uid: string;
  readonly signed: ClassState | null;
  readonly open: ClassState | null;
}
