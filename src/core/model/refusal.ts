/** Why one component of a calendar was not taken, said so that whoever publishes it can mend it. */
export interface Refusal {
  /** `VEVENT`, `VTODO`, … or `VCALENDAR` where the whole body is meant. */
  readonly component: string;
  readonly uid: string | null;
  /** First line of the component in what arrived, from 1. */
  readonly line: number;
  /** Short name of the rule, fit for counting: `no-start`, `private`, `not-an-event`, `too-large`, … */
  readonly rule: string;
  /** One sentence: what is wrong, and what was expected. */
  readonly reason: string;
}
