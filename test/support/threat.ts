/**
 * What a test holds off, told in its metadata: `test/threats.md` is written from it. A test that measures something
 * sets `task.meta.figure`, short and with its unit: "72 spellings, 0 requests".
 */
export interface Threat {
  readonly chapter: Chapter;
  /** What somebody does, or what breaks: "a feed's RRULE is dense". */
  readonly threat: string;
  /** What holds it off: "expansion stops after 10,000 steps". */
  readonly defence: string;
}

/** The parts of the table, in its order. */
export const CHAPTERS = [
  "crash",
  "disk",
  "network",
  "time",
  "load",
  "upgrade",
  "outbound",
  "bombs",
  "markup",
  "identity",
  "privacy",
  "fuzzing",
  "supply",
] as const;
export type Chapter = (typeof CHAPTERS)[number];

declare module "vitest" {
  interface TaskMeta {
    threat?: Threat;
    /** What the test measured when it last ran. */
    figure?: string;
  }
}

/** Options of a test that holds a threat off: `it("…", against("bombs", "…", "…"), async ({ task }) => …)`. */
export function against(
  chapter: Chapter,
  threat: string,
  defence: string,
): { readonly meta: { readonly threat: Threat } } {
  return { meta: { threat: { chapter, threat, defence } } };
}
