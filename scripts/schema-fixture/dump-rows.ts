import type Sqlite from "better-sqlite3";

/** What a column of our tables holds. */
type Value = string | number | null;

/** Tables that SQLite makes itself, or that are filled from others below. */
const OWN_OF_SQLITE = /^sqlite_|^events_text|^event_positions/;

/** What fills the virtual tables again, whose own tables hold no text that can be read. */
const DERIVED = [
  `INSERT INTO event_positions (object, south, north, west, east, latitude, longitude)
  SELECT object, summary ->> '$.geo.latitude', summary ->> '$.geo.latitude', summary ->> '$.geo.longitude',
    summary ->> '$.geo.longitude', summary ->> '$.geo.latitude', summary ->> '$.geo.longitude'
  FROM events WHERE summary ->> '$.geo' IS NOT NULL;`,
  `INSERT INTO events_text (rowid, title, place, tags, description)
  SELECT object, summary ->> 'title', summary ->> 'location', summary ->> 'categories', summary ->> 'description' FROM events;`,
];

/** Of most buckets there is nothing to say. */
const SOME_OF: Readonly<Record<string, string>> = { digest_buckets: "WHERE fingerprint <> ''" };

/** All rows as INSERT statements, each on a line of its own, in an order that foreign keys allow. */
export function dumpRows(client: Sqlite.Database): readonly string[] {
  const tables = client
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")
    .pluck()
    .all() as string[];
  const plain = tables.filter((name) => !OWN_OF_SQLITE.test(name));
  return ["PRAGMA defer_foreign_keys = ON;", ...plain.flatMap((table) => rowsOf(client, table)), ...DERIVED];
}

function rowsOf(client: Sqlite.Database, table: string): readonly string[] {
  const rows = client
    .prepare(`SELECT * FROM "${table}" ${SOME_OF[table] ?? ""}`)
    .raw()
    .all() as Value[][];
  return rows.map((row) => `INSERT INTO ${table} VALUES (${row.map(literal).join(", ")});`);
}

function literal(value: Value): string {
  if (value === null) return "NULL";
  if (typeof value === "number") return String(value);
  const text = `'${value.replaceAll("'", "''")}'`;
  // Line ends of iCalendar, which a repository would not keep.
  return text.includes("\r\n") ? `replace(${text.replaceAll("\r\n", "|")}, '|', char(13, 10))` : text;
}
