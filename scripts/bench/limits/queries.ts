// What pages of events cost at least: the best prepared statements by hand on the same tables and indexes, answered as JSON
// by node:http. Of two ways to find a page (by time, asking of each event whether it is meant; or by what is meant, and
// sorted by time) the one that is faster for a question is taken, as whoever writes the statement knows the data.
import { createServer } from "node:http";
import { once } from "node:events";
import Sqlite from "better-sqlite3";
import { answer } from "../limit.ts";

/** What is asked for: the page of so many happenings from a moment on, of those that something holds of. */
export interface Question {
  readonly kind: "range" | "tag" | "place" | "text";
  readonly value: string;
  readonly from: number;
  readonly to: number | null;
}

const LAST = Date.parse("9999-12-31T00:00:00Z") + 1;
const EVER = LAST - Date.parse("0001-01-01T00:00:00Z");
const SPANS = Array.from({ length: 14 }, (_, n) => (n === 13 ? EVER : 64 * 60_000 * 4 ** n));

/** Objects that are meant, and whether one is; null where that is not to be had by itself. */
const MEANT = {
  tag: {
    objects: "SELECT object FROM event_tags WHERE tag = @value",
    holds: "EXISTS (SELECT 1 FROM event_tags AS t WHERE t.tag = @value AND t.object = o.object)",
  },
  place: {
    objects: "SELECT object FROM event_places WHERE place = @value",
    holds: "EXISTS (SELECT 1 FROM event_places AS p WHERE p.place = @value AND p.object = o.object)",
  },
  text: {
    objects: "SELECT rowid AS object FROM events_text WHERE events_text MATCH @value",
    holds: null,
  },
} as const;

const FOUND = "o.id AS id, o.start AS start, x.uid AS uid";
const ORDER = "ORDER BY start, uid, id LIMIT @limit";

function byTime(condition: string | null): string {
  const [alone, too] = condition === null ? ["", ""] : [`WHERE ${condition}`, `AND ${condition}`];
  const spans = SPANS.map((reach, span) => `(${span}, ${reach})`).join(", ");
  return `SELECT * FROM (
      SELECT ${FOUND} FROM (SELECT column1 AS span, column2 AS reach FROM (VALUES ${spans})) AS class
      CROSS JOIN occurrences AS o INDEXED BY occurrences_span
        ON o.span = class.span AND o.start >= @from - class.reach AND o.start < @from AND o."end" > @from
      JOIN objects AS x ON x.id = o.object ${alone} ${ORDER})
    UNION ALL SELECT * FROM (
      SELECT ${FOUND} FROM occurrences AS o INDEXED BY occurrences_start JOIN objects AS x ON x.id = o.object
      WHERE o.start >= @from AND o.start < @to ${too} ${ORDER})
    LIMIT @limit`;
}

function byMeaning(kind: Exclude<Question["kind"], "range">): string {
  return `SELECT ${FOUND} FROM (SELECT DISTINCT object FROM (${MEANT[kind].objects})) AS found
    CROSS JOIN occurrences AS o INDEXED BY occurrences_object ON o.object = found.object
    JOIN objects AS x ON x.id = o.object
    WHERE (o."end" > @from OR o.start >= @from) AND o.start < @to ${ORDER}`;
}

const ROWS = `SELECT o.start, o."end", o.local_start, o.local_end, o.zone, o.all_day, o.title, o.location, o.cancelled,
    e.summary, o.object, page.uid, page.id
  FROM (PAGE) AS page CROSS JOIN occurrences AS o ON o.id = page.id CROSS JOIN events AS e ON e.object = o.object
  ORDER BY page.start, page.uid, page.id`;

type Row = readonly [
  start: number,
  end: number,
  localStart: string,
  localEnd: string,
  zone: string | null,
  allDay: number,
  title: string | null,
  location: string | null,
  cancelled: number,
  summary: string,
  object: number,
  uid: string,
  id: number,
];

interface Asked {
  readonly value: string;
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

type Find = (asked: Asked) => readonly Row[];

/** What `serve` has opened. */
let served: { readonly db: Sqlite.Database; readonly server: ReturnType<typeof createServer> } | null = null;

export const tasks = {
  /** Answers for this database; `url` is the node's, which stands in links. Gives its own address. */
  async serve({ database, url }: { readonly database: string; readonly url: string }): Promise<string> {
    served?.server.closeAllConnections();
    served?.server.close();
    served?.db.close();
    const db = new Sqlite(database, { readonly: true });
    const pageOf = pages(db, url);
    const server = createServer((request, response) => {
      const asked = new URL(request.url ?? "", url).searchParams;
      const body = pageOf((asked.get("kind") ?? "range") as Question["kind"], {
        value: asked.get("value") ?? "",
        from: Number(asked.get("from")),
        to: Number(asked.get("to") ?? LAST),
        limit: Number(asked.get("limit")),
      });
      response.writeHead(200, { "content-type": "application/json" }).end(body);
    }).listen(0, "127.0.0.1");
    served = { db, server };
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  },
};

function pages(db: Sqlite.Database, url: string): (kind: Question["kind"], asked: Asked) => string {
  const prepared = (page: string): Find => {
    const statement = db.prepare<[Asked], Row>(ROWS.replace("PAGE", page)).raw();
    return (asked) => statement.all(asked);
  };
  const waysOf = (kind: "tag" | "place" | "text"): readonly Find[] => {
    const { objects, holds } = MEANT[kind];
    const ways = [
      byMeaning(kind),
      byTime(`+o.object IN (${objects})`),
      ...(holds === null ? [] : [byTime(holds)]),
    ];
    return ways.map(prepared);
  };
  const ways: Readonly<Record<Question["kind"], readonly Find[]>> = {
    range: [prepared(byTime(null))],
    tag: waysOf("tag"),
    place: waysOf("place"),
    text: waysOf("text"),
  };
  const shown = db
    .prepare<[number], [string, string, number | null]>(
      `SELECT sites.name, sites.tags, missing_since FROM sightings CROSS JOIN sites ON sites.id = sightings.site
       WHERE sightings.object = ? ORDER BY sites.position, sites.id`,
    )
    .raw();
  const best = new Map<string, Find>();
  return (kind, asked) => {
    const key = `${kind} ${asked.value}`;
    const find = best.get(key) ?? fastest(ways[kind], asked);
    best.set(key, find);
    const rows = find({ ...asked, limit: asked.limit + 1 });
    const events = rows.slice(0, asked.limit).map((row) => eventOf(row, shown.all(row[10]), url));
    return JSON.stringify({ events, next: rows.length > asked.limit });
  };
}

/** Of ways that find the same. */
function fastest(ways: readonly Find[], asked: Asked): Find {
  const timed = ways.map((find) => {
    find(asked);
    const begun = performance.now();
    find(asked);
    return { find, took: performance.now() - begun };
  });
  return timed.toSorted((a, b) => a.took - b.took)[0]!.find;
}

/** What of a summary is answered. */
interface Summary {
  readonly [key: string]: unknown;
  readonly title: string;
  readonly location: string;
  readonly recurring: boolean;
  readonly cancelled: boolean;
  readonly tentative: boolean;
  readonly categories: readonly string[];
}

function eventOf(row: Row, sites: readonly [string, string, number | null][], url: string): object {
  const [start, end, localStart, localEnd, zone, allDay, title, location, cancelled, summary, , uid] = row;
  const event = JSON.parse(summary) as Summary;
  const present = sites.filter(([, , missing]) => missing === null);
  const page = `${url}/events/${uid}`;
  return {
    uid,
    title: title ?? event.title,
    start: { local: localStart, zone, utc: instant(start) },
    end: { local: localEnd, zone, utc: instant(end) },
    all_day: allDay === 1,
    recurring: event.recurring,
    status: cancelled === 1 || event.cancelled ? "cancelled" : event.tentative ? "tentative" : "confirmed",
    not_in_feed: sites.length > 0 && present.length === 0,
    zone_guessed: event["zoneGuessed"],
    location: location ?? event.location,
    geo: event["geo"],
    description: event["description"],
    url: event["url"],
    image: event["image"],
    organizer: event["organizer"],
    tags: [...new Set([...event.categories, ...sites.flatMap(([, tags]) => JSON.parse(tags) as string[])])],
    sites: (present.length > 0 ? present : sites).map(([name]) => name),
    links: { html: page, ics: `${page}.ics` },
  };
}

const instant = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

answer(tasks);
