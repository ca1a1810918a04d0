/** A VCALENDAR around component lines, as a foreign program writes it. */
export function vcalendar(...lines: readonly string[]): string {
  return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", ...lines, "END:VCALENDAR", ""].join(
    "\r\n",
  );
}

/** A VEVENT with a start, and whatever else is given. */
export function vevent(uid: string, ...lines: readonly string[]): readonly string[] {
  const start = lines.some((line) => /^DTSTART[:;]/.test(line)) ? [] : ["DTSTART:20260316T190000Z"];
  return ["BEGIN:VEVENT", `UID:${uid}`, "DTSTAMP:20260301T080000Z", ...start, ...lines, "END:VEVENT"];
}

/** A time zone that no database knows. */
export function vtimezone(tzid: string, offset = "+0130"): readonly string[] {
  return [
    "BEGIN:VTIMEZONE",
    `TZID:${tzid}`,
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    `TZOFFSETFROM:${offset}`,
    `TZOFFSETTO:${offset}`,
    "END:STANDARD",
    "END:VTIMEZONE",
  ];
}

/** What makes an event a DisCal object. */
export const DISCAL = ["X-HOP:0", "X-REVISION:1", "X-REVISE-URL:https://a.example/discal/revise"] as const;
