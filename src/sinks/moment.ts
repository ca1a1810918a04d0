/** A moment (ms) as people read it in a zone: `2026-11-21 20:00`; "" for null. */
export function minuteText(at: number | null, timezone: string): string {
  if (at === null) return "";
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDateTime();
  return local.toString({ smallestUnit: "minute" }).replace("T", " ");
}
