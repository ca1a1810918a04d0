/** Is a value a local time, or a list or period of such, that no zone is named in? */
export function isLocalTime(value: string): boolean {
  return /^\d{8}T\d{6}(?!\d|Z)/.test(value) && !value.includes("Z");
}

/** Length of a positive duration in ms (RFC 5545, section 3.3.6), null where it is none. */
export function durationMs(value: string): number | null {
  const match =
    /^\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/.exec(value);
  if (match === null) return null;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((digits) => Number(digits ?? 0));
  const total = (((weeks! * 7 + days!) * 24 + hours!) * 60 + minutes!) * 60 + seconds!;
  return total > 0 ? total * 1000 : null;
}

/** A moment (ms since 1970) as a UTC date-time: `20260316T190000Z`. */
export function utcText(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]|\.\d+/g, "");
}
