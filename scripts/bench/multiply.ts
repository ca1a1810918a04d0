import { hash } from "node:crypto";
import Sqlite from "better-sqlite3";
import { bucketOf } from "../../src/core/reconcile/digest-buckets.ts";

const DAY = 86_400_000;

/** What is said otherwise in a copy, by table and column; `of(x)` is a number that is free there. */
type Said = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Makes `times` of each event in a database: with UIDs of their own, some days later, and shown by copies of their sites.
 */
export function multiply(path: string, times: number): void {
  const db = new Sqlite(path);
  try {
    for (const pragma of ["journal_mode = OFF", "synchronous = OFF", "cache_size = -500000"])
      db.pragma(pragma);
    db.function("bucket_of", { deterministic: true }, (uid: string) => bucketOf(uid));
    db.function("sha256", { deterministic: true }, (text: string) => hash("sha256", text));
    db.function("days_later", { deterministic: true }, daysLater);
    db.function("uid_of_copy", { deterministic: true }, uidOfCopy);
    const most = (table: string, column = "id") =>
      Number(db.prepare(`SELECT coalesce(max(${column}), 0) FROM ${table}`).pluck().get());
    const last = {
      object: most("objects"),
      version: most("versions"),
      site: most("sites"),
      sighting: most("sightings"),
      occurrence: most("occurrences"),
      seq: most("meta", "seq"),
    };
    for (let copy = 1; copy < times; copy += 1) {
      const said = inCopy(copy, last);
      for (const table of Object.keys(said)) db.exec(copyOf(db, table, said[table] ?? {}, last));
      db.exec(positions(copy, last.object));
      db.exec(words(copy, last.object));
    }
    db.exec("UPDATE meta SET seq = (SELECT max(seq) FROM objects) + 1; DELETE FROM digest_buckets");
  } finally {
    db.close();
  }
}

type Last = Readonly<Record<"object" | "version" | "site" | "sighting" | "occurrence" | "seq", number>>;

function inCopy(copy: number, last: Last): Said {
  /** Of the copy among all that were ever made: so many days later it is. */
  const number = copy * last.site;
  const next = (column: keyof Last, name: string = column) => `${name} + ${copy * last[column]}`;
  const uid = (of: string) => `(SELECT uid FROM objects WHERE objects.id = ${of})`;
  const later = (text: string, of: string) =>
    `replace(days_later(${text}, ${number}), ${uid(of)}, uid_of_copy(${uid(of)}, ${number}))`;
  return {
    sites: {
      id: next("site", "id"),
      url: `substr(url, 1, instr(url || '?', '?') - 1) || '?copy=' || (id + ${copy * last.site})`,
      position: next("site", "position"),
      seq: next("seq"),
    },
    polls: { site: next("site") },
    objects: {
      id: next("object", "id"),
      uid: `uid_of_copy(uid, ${number})`,
      seq: next("seq"),
      bucket: `bucket_of(uid_of_copy(uid, ${number}))`,
    },
    versions: {
      id: next("version", "id"),
      object: next("object"),
      received_from: next("site", "received_from"),
      text: later("text", "object"),
      c1: `sha256(${later("text", "object")})`,
    },
    sightings: {
      id: next("sighting", "id"),
      object: next("object"),
      site: next("site"),
      raw: later("raw", "object"),
      raw_hash: `sha256(${later("raw", "object")})`,
    },
    memories: { site: next("site"), object: next("object"), version: next("version") },
    events: { object: next("object"), summary: later("summary", "object") },
    occurrences: {
      id: next("occurrence", "id"),
      object: next("object"),
      start: `start + ${number * DAY}`,
      end: `"end" + ${number * DAY}`,
      local_start: `days_later(local_start, ${number})`,
      local_end: `days_later(local_end, ${number})`,
    },
    event_tags: { object: next("object") },
    event_places: { object: next("object") },
  };
}

function copyOf(db: Sqlite.Database, table: string, said: Said[string], last: Last): string {
  const columns = db.prepare("SELECT name FROM pragma_table_info(?)").pluck().all(table) as string[];
  const values = columns.map((column) => said[column] ?? `"${column}"`);
  const [key, most] = firstOnes(table, last);
  return `INSERT INTO ${table} (${columns.map((column) => `"${column}"`).join(", ")})
    SELECT ${values.join(", ")} FROM ${table} WHERE ${key} <= ${most} ORDER BY ${key}`;
}

/** Which rows of a table are not copies themselves. */
function firstOnes(table: string, last: Last): readonly [string, number] {
  if (table === "sites") return ["id", last.site];
  if (table === "polls") return ["site", last.site];
  if (table === "objects") return ["id", last.object];
  return ["object", last.object];
}

function positions(copy: number, objects: number): string {
  return `INSERT INTO event_positions (object, south, north, west, east, latitude, longitude)
    SELECT object + ${copy * objects}, south, north, west, east, latitude, longitude FROM event_positions
    WHERE object <= ${objects}`;
}

/** As the program takes them from a summary. */
function words(copy: number, objects: number): string {
  return `INSERT INTO events_text (rowid, title, place, tags, description)
    SELECT object, summary ->> 'title', summary ->> 'location',
      (SELECT group_concat(value, char(10)) FROM json_each(summary -> 'categories')),
      substr(summary ->> 'description', 1, 2000)
    FROM events WHERE object > ${copy * objects} AND object <= ${(copy + 1) * objects} ORDER BY object`;
}

function uidOfCopy(uid: string, copy: number): string {
  return uid.replace("@", `.${copy}@`);
}

/** Text, summary or local time, with its start and end that many days later. */
function daysLater(text: string | null, days: number): string | null {
  return (
    text
      ?.replaceAll(
        /^(DT(?:START|END)[^:\r\n]*:)(\d{4})(\d\d)(\d\d)/gm,
        (_, name: string, ...date: string[]) => name + later(date.slice(0, 3), days).join(""),
      )
      .replaceAll(/(^|"local":")(\d{4})-(\d\d)-(\d\d)/g, (_, before: string, ...date: string[]) => {
        return before + later(date.slice(0, 3), days).join("-");
      }) ?? null
  );
}

function later(date: readonly string[], days: number): readonly string[] {
  const at = Date.parse(`${date.join("-")}T00:00:00Z`) + days * DAY;
  return new Date(at).toISOString().slice(0, 10).split("-");
}
