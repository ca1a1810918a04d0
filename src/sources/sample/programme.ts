/** A day of the sample: in the week of today (0), which may be over in part, in the one after it (1), … */
export interface SampleDay {
  /** 1 is Monday. */
  readonly weekday: number;
  readonly week: number;
}

/** One event as its organiser would pin it to the wall. */
export interface SampleEvent {
  readonly id: string;
  readonly on: SampleDay;
  /** `19:00`; all day where there is none. */
  readonly at?: string;
  /** `PT2H`, or `P3D` of days. */
  readonly lasts: string;
  readonly title: string;
  readonly place: string;
  readonly text: string;
  readonly tags: readonly string[];
  readonly url?: string;
  /** Every week from then on, but for these weeks. */
  readonly weekly?: { readonly without: readonly number[] };
  /** In one week something else holds. */
  readonly instead?: { readonly week: number; readonly title: string; readonly place: string };
  readonly cancelled?: true;
  readonly tentative?: true;
  /** Held elsewhere in the world: these zones are tried until one is not the node's. */
  readonly zones?: readonly [string, string];
  /** Announced by this house, shown by this one too. */
  readonly from?: string;
}

/** A house of the sample city that publishes a calendar. */
export interface SampleHouse {
  readonly slug: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly events: readonly SampleEvent[];
}

const weekday = (number: number) => (week: number) => ({ weekday: number, week });
export const mon = weekday(1);
export const tue = weekday(2);
export const wed = weekday(3);
export const thu = weekday(4);
export const fri = weekday(5);
export const sat = weekday(6);
export const sun = weekday(7);
