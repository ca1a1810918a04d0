/** What a person changes of an event; a part that is absent stays as it is. */
export interface EventChange {
  readonly title?: string;
  /** Local, as in EventTime: `2026-03-16` where it lasts all day, else `2026-03-16T19:00` with or without seconds. */
  readonly start?: string;
  /**
   * The first moment after the event, of a date the day after the last; null where it is not known. Where only the start
   * is given, the event lasts as long as before.
   */
  readonly end?: string | null;
  /** IANA zone of start and end; null where they float. Given only together with `start`; else they stay in theirs. */
  readonly zone?: string | null;
  /** With another one goes the position (`GEO`) of the old. */
  readonly location?: string | null;
  readonly description?: string | null;
  readonly url?: string | null;
  readonly tags?: readonly string[];
  /** `CONFIRMED` also takes a cancellation back. */
  readonly status?: "CONFIRMED" | "TENTATIVE" | "CANCELLED";
}
