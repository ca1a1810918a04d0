import { hash } from "node:crypto";
import Sqlite from "better-sqlite3";
import ICAL from "ical.js";
import { migrate, migrations } from "../../src/store/sqlite/database/migrate.ts";

/** A property as ical.js gives it: name, parameters, type, values. */
type Property = readonly [string, object, string, ...unknown[]];
type Calendar = readonly [string, readonly Property[], readonly (readonly [string, readonly Property[]])[]];

/** The rows of a calendar object, written by nothing but prepared statements. */
export interface BareRows {
  /** Parses a calendar, hashes it and writes its rows. */
  write(text: string): void;
  /** Is there a calendar whose bytes have this SHA-256? */
  has(digest: string): boolean;
  /** Durably, all that `work` writes. */
  commit(work: () => void): void;
}

/** SHA-256 of a calendar's bytes as they came. */
export function digestOf(text: string): string {
  return hash("sha256", text);
}

/**
 * Opens a file with the node's own tables and indexes, without triggers and foreign keys. Of each object there is written
 * what a node has to find, list and pass on: one row of `objects`, `versions`, `sightings`, `copies`, `events`,
 * `occurrences`, `events_text` and, where it has any, `event_tags`, `event_places` and `event_positions`.
 */
export function openBareRows(path: string): BareRows {
  const db = new Sqlite(path);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  migrate(db, migrations());
  db.pragma("foreign_keys = OFF");
  for (const name of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all())
    db.exec(`DROP TRIGGER ${String(name)}`);
  db.exec(
    `INSERT INTO sites (id, kind, url, name, declared, position, enabled, tags, lead, push, accept, seq, changed_at)
     VALUES (1, 'peer', 'http://peer.example', 'Peer', 'file', 1, 1, '[]', 'person', 0, 1, 0, 0)`,
  );
  const object = db.prepare(
    `INSERT INTO objects (uid, seq, changed_at, contested, bucket) VALUES (?, ?, ?, 0, ?)`,
  );
  const version = db.prepare(
    `INSERT INTO versions (object, state, class, revision, hop, revise_url, author, deleted, cancelled, digest, c1,
       sequence, last_modified, at, why, text, received_at, received_from, path)
     VALUES (?, 'winner', 'open', ?, 2, ?, 'person', 0, 0, ?, ?, 0, '', ?, '', ?, ?, 1, '[]')`,
  );
  const sighting = db.prepare("INSERT INTO sightings (object, site, hop, first_seen) VALUES (?, 1, 2, ?)");
  const copy = db.prepare(
    "INSERT INTO copies (peer, object, class, digest, revision, c1, hop) VALUES (1, ?, 'open', ?, ?, ?, 1)",
  );
  const event = db.prepare("INSERT INTO events (object, floating, summary, happenings) VALUES (?, 0, ?, 1)");
  const occurrence = db.prepare(
    `INSERT INTO occurrences (object, start, "end", span, local_start, local_end, zone, all_day, cancelled)
     VALUES (?, ?, ?, 0, ?, ?, 'UTC', ?, 0)`,
  );
  const words = db.prepare(
    "INSERT INTO events_text (rowid, title, place, tags, description) VALUES (?, ?, ?, ?, ?)",
  );
  const tag = db.prepare("INSERT OR IGNORE INTO event_tags (object, tag, name) VALUES (?, ?, ?)");
  const place = db.prepare("INSERT INTO event_places (object, place, name) VALUES (?, ?, ?)");
  const position = db.prepare(
    `INSERT INTO event_positions (object, south, north, west, east, latitude, longitude)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const known = db.prepare("SELECT id FROM versions WHERE c1 = ?").pluck();
  let seq = 0;

  return {
    write(text) {
      const digest = digestOf(text);
      const [, properties] = (ICAL.parse(text) as unknown as Calendar)[2].find(
        ([name]) => name === "vevent",
      )!;
      const by = new Map(properties.map((property) => [property[0], property]));
      const said = (name: string): string => {
        const value = by.get(name)?.[3];
        return typeof value === "string" ? value : "";
      };
      const now = Date.now();
      const [uid, title, location, description] = ["uid", "summary", "location", "description"].map(said);
      const [start, end] = [said("dtstart"), said("dtend") || said("dtstart")];
      const tags = by.get("categories")?.slice(3).map(String) ?? [];
      const id = object.run(
        uid,
        (seq += 1),
        now,
        parseInt(hash("sha256", uid!).slice(0, 3), 16),
      ).lastInsertRowid;
      const revision = Number(said("x-revision"));
      version.run(id, revision, said("x-revise-url"), digest, digest, now, text, now);
      sighting.run(id, now);
      copy.run(id, digest, revision, digest);
      event.run(id, JSON.stringify({ uid, title, location, description, tags, start, end }));
      occurrence.run(
        id,
        Date.parse(start),
        Date.parse(end),
        start,
        end,
        by.get("dtstart")?.[2] === "date" ? 1 : 0,
      );
      words.run(id, title, location, tags.join("\n"), description!.slice(0, 2000));
      for (const name of tags) tag.run(id, name.toLowerCase(), name);
      if (location !== "") place.run(id, location!.toLowerCase(), location);
      const [latitude, longitude] = (by.get("geo")?.[3] as readonly [number, number] | undefined) ?? [];
      if (latitude !== undefined)
        position.run(id, latitude, latitude, longitude, longitude, latitude, longitude);
    },
    has: (digest) => known.get(digest) !== undefined,
    commit: (work) => db.transaction(work).immediate(),
  };
}
