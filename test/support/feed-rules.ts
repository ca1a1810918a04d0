/** A rule that a feed breaks, and where. */
export interface Breach {
  readonly rule: string;
  readonly line: string;
}

interface Property {
  readonly name: string;
  readonly params: string;
  readonly value: string;
  readonly line: string;
}

/**
 * What RFC 5545 asks of a feed and calendar programs rely on, read off its text by a reader of its own: it shares no
 * code with the writer that it checks.
 */
export function checkFeed(text: string): readonly Breach[] {
  return [...checkLines(text), ...checkCalendar(text), ...checkZones(text), ...checkEvents(eventsOf(text))];
}

function checkLines(text: string): readonly Breach[] {
  const raw = text.split("\r\n");
  const long = raw.filter((line) => Buffer.byteLength(line) > 75);
  const breaches = long.map((line) => ({ rule: "length", line }));
  if (raw.at(-1) !== "") breaches.push({ rule: "last-line", line: raw.at(-1) ?? "" });
  const odd = raw.filter((line) => /[\0-\x08\x0a-\x1f\x7f]/.test(line));
  return [...breaches, ...odd.map((line) => ({ rule: "controls", line }))];
}

function checkCalendar(text: string): readonly Breach[] {
  const head = unfolded(text).slice(
    0,
    unfolded(text).findIndex(({ line }, at) => at > 0 && line.startsWith("BEGIN:")),
  );
  const has = (name: string) => head.some((each) => each.name === name);
  const missing = NEEDED.filter((name) => !has(name)).map((name) => ({ rule: "head", line: name }));
  return [
    ...missing,
    ...head.filter(({ name }) => name === "METHOD").map(({ line }) => ({ rule: "method", line })),
  ];
}

/** Each TZID is defined once in its calendar, before it is used; its rules say BYDAY and its parts both offsets. */
function checkZones(text: string): readonly Breach[] {
  const defined = new Set<string>();
  let component = "";
  return unfolded(text).flatMap(({ name, params, value, line }) => {
    if (name === "BEGIN") component = value;
    if (name === "BEGIN" && value === "VCALENDAR") defined.clear();
    if (name === "TZID") {
      const isTwice = defined.has(unescaped(value));
      defined.add(unescaped(value));
      return isTwice ? [{ rule: "zone-twice", line }] : [];
    }
    // Outlook reads no yearly rule without it (seen in skarim/vobject, issue 151).
    if (name === "RRULE" && /STANDARD|DAYLIGHT/.test(component) && !value.includes("BYDAY="))
      return [{ rule: "zone-rule", line }];
    const tzid = /;TZID="?([^";:]*)/.exec(params)?.[1];
    return tzid !== undefined && !defined.has(tzid) ? [{ rule: "zone-undefined", line }] : [];
  });
}

/** Instances are named as their master's DTSTART is written. */
function checkEvents(events: readonly (readonly Property[])[]): readonly Breach[] {
  const find = (event: readonly Property[], name: string) => event.find((each) => each.name === name);
  const masters = new Map(
    events
      .filter((event) => find(event, "RECURRENCE-ID") === undefined)
      .map((event) => [find(event, "UID")?.value, find(event, "DTSTART")]),
  );
  return events.flatMap((event) => checkEvent(event, masters.get(find(event, "UID")?.value)));
}

function checkEvent(event: readonly Property[], ofMaster: Property | undefined): readonly Breach[] {
  const all = (name: string) => event.filter((each) => each.name === name);
  const [start] = all("DTSTART");
  const [end] = all("DTEND");
  const breach = (rule: string, found: readonly Property[]) => found.map(({ line }) => ({ rule, line }));
  const once = ["UID", "DTSTAMP", "DTSTART", "SEQUENCE"].filter((name) => all(name).length !== 1);
  const sameKind = (one: Property) => ofMaster === undefined || kindOf(one) === kindOf(ofMaster);
  return [
    ...once.map((line) => ({ rule: "once", line })),
    ...breach(
      "stamp",
      all("DTSTAMP").filter(({ value }) => !/^\d{8}T\d{6}Z$/.test(value)),
    ),
    ...breach(
      "uid",
      all("UID").filter(({ value }) => Buffer.byteLength(value) > 202),
    ),
    ...(end === undefined ? [] : breach("both", all("DURATION"))),
    ...(end !== undefined && start !== undefined && end.params === start.params && end.value <= start.value
      ? breach("end", [end])
      : []),
    ...breach(
      "instance",
      [...all("EXDATE"), ...all("RECURRENCE-ID")].filter((each) => !sameKind(each)),
    ),
    ...breach(
      "until",
      all("RRULE").filter(({ value }) => !isUntilOf(value, start)),
    ),
  ];
}

/** A date, a time in UTC or one that floats, or the zone of a time. */
function kindOf({ params, value }: Property): string {
  if (/VALUE=DATE(?!-)/.test(params)) return "date";
  return /TZID=([^;]*)/.exec(params)?.[1] ?? (value.endsWith("Z") ? "utc" : "floating");
}

function isUntilOf(rule: string, start: Property | undefined): boolean {
  const until = /UNTIL=([^;]*)/.exec(rule)?.[1];
  if (until === undefined || start === undefined) return true;
  const kind = kindOf(start);
  if (kind === "date") return /^\d{8}$/.test(until);
  return kind === "floating" ? /^\d{8}T\d{6}$/.test(until) : /^\d{8}T\d{6}Z$/.test(until);
}

/** The events' own properties; overrides are events, too. */
function eventsOf(text: string): readonly (readonly Property[])[] {
  const events: Property[][] = [];
  const open: string[] = [];
  for (const property of unfolded(text)) {
    if (property.name === "BEGIN") open.push(property.value);
    if (property.name === "BEGIN" && property.value === "VEVENT") events.push([]);
    if (open.at(-1) === "VEVENT") events.at(-1)?.push(property);
    if (property.name === "END") open.pop();
  }
  return events;
}

function unfolded(text: string): readonly Property[] {
  return text
    .replaceAll("\r\n ", "")
    .split("\r\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [, name = "", params = "", value = ""] =
        /^([^:;]*)((?:;[^=]*=(?:"[^"]*"|[^":;]*)(?:,(?:"[^"]*"|[^":;]*))*)*):(.*)$/s.exec(line) ?? [];
      return { name, params, value, line };
    });
}

function unescaped(value: string): string {
  return value.replaceAll(/\\(.)/g, "$1");
}

/** The last five for those who subscribe: RFC 7986, sections 5.1, 5.7 and 5.8; [MS-OXCICAL] 2.1.3.1.1.15 and X-WR-CALNAME. */
const NEEDED = ["VERSION", "PRODID", "NAME", "X-WR-CALNAME", "SOURCE", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"];
