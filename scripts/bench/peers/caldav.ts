import { Pool } from "undici";

/** A calendar on a CalDAV server, over connections that stay open. Each call throws where it is not answered as it should be. */
export interface Calendar extends AsyncDisposable {
  /** Makes the collection that a path names (RFC 4791, section 5.3.1). */
  make(collection: string): Promise<void>;
  /** Puts an object, or, where the server takes one, a whole calendar. */
  put(path: string, calendar: string): Promise<void>;
  /** Gives the answer to calendar-query for what happens in a time range, with the objects themselves (section 7.8). */
  query(collection: string, range: Range): Promise<string>;
}

/** From a moment up to, without, another; ms since 1970. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** No answer takes longer, ms. */
const PATIENCE = 120_000;

/** Asks the server at this origin, as a user that it asks no password of. */
export function calendarAt(origin: string): Calendar {
  const pool = new Pool(origin, { connections: 1, headersTimeout: PATIENCE, bodyTimeout: PATIENCE });
  const authorization = `Basic ${Buffer.from(`${USER}:${USER}`).toString("base64")}`;
  const ask = async (
    { method, path, type, depth }: { method: string; path: string; type: string; depth?: string },
    said: string | null,
    expected: number,
  ): Promise<string> => {
    const headers = {
      authorization,
      ...(said !== null && { "content-type": type }),
      ...(depth !== undefined && { depth }),
    };
    const { statusCode, body } = await pool.request({ method, path, headers, body: said });
    const text = await body.text();
    if (statusCode === expected) return text;
    throw new Error(`${method} ${path} was answered ${statusCode}: ${text.slice(0, 300)}`);
  };
  return {
    make: async (path) => void (await ask({ method: "MKCALENDAR", path, type: XML }, null, 201)),
    put: async (path, calendar) => void (await ask({ method: "PUT", path, type: ICALENDAR }, calendar, 201)),
    query: (path, range) => ask({ method: "REPORT", path, type: XML, depth: "1" }, queryOf(range), 207),
    [Symbol.asyncDispose]: () => pool.close(),
  };
}

/** Whose calendars they are. */
export const USER = "bench";
const XML = "application/xml; charset=utf-8";
const ICALENDAR = "text/calendar; charset=utf-8";

/** A body of calendar-query. */
export function queryOf({ from, to }: Range): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/><C:calendar-data/></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
<C:time-range start="${utc(from)}" end="${utc(to)}"/>
</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>`;
}

/** UIDs of the events in a text, be it a calendar or an answer that holds some; sorted, each once. */
export function uidsIn(text: string): readonly string[] {
  return [...new Set(text.match(/^UID:[^\r\n&<]+/gm))].toSorted();
}

function utc(at: number): string {
  return new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, "");
}

/** Each event of a calendar without time zones and series of many components, as an object of its own. */
export function objectsOf(calendar: string): readonly string[] {
  const [head = ""] = calendar.split("BEGIN:VEVENT", 1);
  const events = calendar.match(/^BEGIN:VEVENT\r\n[^]*?^END:VEVENT\r\n/gm) ?? [];
  return events.map((event) => `${head}${event}END:VCALENDAR\r\n`);
}
