import { exactDigest } from "../../../core/ical/canonical.ts";
import { describe } from "../../../core/ical/event.ts";
import { bucketOf } from "../../../core/reconcile/digest-buckets.ts";
import { inConflict, winner } from "../../../core/reconcile/winner.ts";
import { type Connection, queries } from "../database/database.ts";
import { objectStates } from "../commons/object-states.ts";
import { dropDangling } from "./references.ts";
import { columnsOf } from "./table-shape.ts";

/**
 * Makes what was saved a whole again, which lacks things but contradicts nothing: versions are what their digests say,
 * references lead somewhere, and each object has the winner that its versions give it. What was read up to some place,
 * of feeds and peers, is read from the beginning; what is listed is derived anew (`maintain`).
 */
export function mend(client: Connection): void {
  client.transaction(() => {
    dropTorn(client);
    reviveObjects(client);
    dropDangling(client);
    client.exec("DELETE FROM objects WHERE NOT EXISTS (SELECT 1 FROM versions WHERE object = objects.id)");
    dropDangling(client);
    settleWinners(client);
    client.exec(`
      UPDATE polls SET etag = NULL, last_modified = NULL, body_hash = NULL, claimed_until = NULL,
        next_poll = CASE WHEN next_poll IS NULL THEN NULL ELSE 0 END;
      UPDATE sightings SET raw_hash = '' WHERE raw_hash IS NOT NULL;
      DELETE FROM pulls;
      UPDATE objects SET shown = 0;`);
    restoreMeta(client);
  })();
}

/** Versions whose text is not what was stored. */
function dropTorn(client: Connection): void {
  const drop = client.prepare("DELETE FROM versions WHERE id = ?");
  for (const id of tornIn(client)) drop.run(id);
}

function tornIn(client: Connection): readonly number[] {
  const torn: number[] = [];
  const all = client.prepare<[], { id: number; c1: string; text: string }>(
    "SELECT id, c1, text FROM versions WHERE text <> ''",
  );
  for (const { id, c1, text } of all.iterate()) if (orNull(() => exactDigest(text)) !== c1) torn.push(id);
  return torn;
}

/** Objects whose row was lost, by the text of their versions. */
function reviveObjects(client: Connection): void {
  const orphans = client.prepare<[], { object: number; at: number; text: string }>(
    `SELECT object, max(at) AS at, text FROM versions
      WHERE text <> '' AND object NOT IN (SELECT id FROM objects) GROUP BY object`,
  );
  const revive = client.prepare(
    `INSERT OR IGNORE INTO objects (id, uid, seq, changed_at, contested, bucket)
      VALUES (?, ?, (SELECT coalesce(max(seq), 0) + 1 FROM objects), ?, 0, ?)`,
  );
  for (const { object, at, text } of orphans.all()) {
    const uid = orNull(() => describe(text).uid);
    if (uid !== null) revive.run(object, uid, at, bucketOf(uid));
  }
}

/** What was damaged may not be readable any more. */
function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Each object has the winner that merge gives it, of the versions that are left. */
function settleWinners(client: Connection): void {
  const states = objectStates(queries(client));
  const uids = client.prepare<[], string>("SELECT uid FROM objects").pluck().all();
  const rivals = client.prepare(
    "UPDATE versions SET state = 'rival' WHERE object = ? AND state = 'winner' AND id IS NOT ?",
  );
  const wins = client.prepare("UPDATE versions SET state = 'winner' WHERE id = ? AND state <> 'winner'");
  const contest = client.prepare("UPDATE objects SET contested = ? WHERE id = ?");
  for (const uid of uids) {
    const found = states.load(uid);
    if (found === null) continue;
    const won = winner(found.state);
    const id = won === null ? null : (found.rows.get(won) ?? null);
    rivals.run(found.row.id, id);
    if (id !== null) wins.run(id);
    contest.run(inConflict(found.state) ? 1 : 0, found.row.id);
  }
}

/** The change log goes on after all that is known of it, under a new epoch; all is judged anew, and so listed. */
function restoreMeta(client: Connection): void {
  const columns = columnsOf(client, "meta");
  const names = columns.map(({ name }) => `"${name}"`).join(", ");
  const blank = columns
    .map(({ name, type }) => (name === "id" ? 1 : type === "INTEGER" ? 0 : "''"))
    .join(", ");
  client.exec(`
    INSERT OR IGNORE INTO meta (${names}) VALUES (${blank});
    UPDATE meta SET file = '', judged = 'nothing yet',
      seq = max(seq, (SELECT coalesce(max(seq), 0) FROM objects), (SELECT coalesce(max(seq), 0) FROM sites),
        (SELECT coalesce(max(seq), 0) FROM certificates));`);
}
