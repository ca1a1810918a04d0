import { copyFileSync, existsSync, rmSync } from "node:fs";
import Sqlite from "better-sqlite3";
import type { ChangingFeed } from "./feed.ts";
import type { Acknowledged } from "./ledger.ts";
import type { Neighbour } from "./peer.ts";

/** What the node was promised by, and what its places in other logs must not be ahead of. */
export interface World {
  readonly neighbour: Neighbour;
  readonly feed: ChangingFeed;
}

/**
 * Looks into a copy of the database as the crash has left it: the log beside it is not touched, and the node recovers by
 * itself. Gives what is wrong, in words; empty where nothing is.
 */
export function inspectAfterCrash(
  database: string,
  promised: readonly Acknowledged[],
  world: World,
): readonly string[] {
  if (!existsSync(database)) return promised.length === 0 ? [] : ["the database is gone"];
  const copy = `${database}.inspected`;
  for (const end of ["", "-wal"]) if (existsSync(database + end)) copyFileSync(database + end, copy + end);
  const client = new Sqlite(copy);
  try {
    return [
      ...soundness(client),
      ...lost(client, promised),
      ...deliveryAhead(client, world.neighbour),
      ...pullAhead(client, world.neighbour),
      ...pollAhead(client, world.feed),
    ];
  } finally {
    client.close();
    for (const end of ["", "-wal", "-shm"]) rmSync(copy + end, { force: true });
  }
}

function soundness(client: Sqlite.Database): readonly string[] {
  const integrity = client.pragma("integrity_check") as readonly { readonly integrity_check: string }[];
  const references = client.pragma("foreign_key_check") as readonly unknown[];
  const ahead = client.prepare("SELECT uid FROM objects WHERE seq > (SELECT seq FROM meta)").pluck().all();
  const torn = client
    .prepare("SELECT uid FROM objects WHERE NOT EXISTS (SELECT 1 FROM versions WHERE object = objects.id)")
    .pluck()
    .all();
  return [
    ...integrity
      .filter((row) => row.integrity_check !== "ok")
      .map((row) => `integrity: ${row.integrity_check}`),
    ...references.map((row) => `a reference to nothing: ${JSON.stringify(row)}`),
    ...ahead.map((uid) => `${String(uid)} is ahead of the change log`),
    ...torn.map((uid) => `${String(uid)} has no version`),
  ];
}

/** Promised versions that neither stand nor are in the history. */
function lost(client: Sqlite.Database, promised: readonly Acknowledged[]): readonly string[] {
  const kept = client.prepare<[string, number, string | null, string | null]>(
    `SELECT count(*) FROM versions JOIN objects ON objects.id = versions.object
      WHERE uid = ? AND revision = ? AND (CASE WHEN ? IS NULL THEN deleted = 1 ELSE instr(text, ?) > 0 END)`,
  );
  return promised
    .filter(({ uid, revision, words }) => kept.pluck().get(uid, revision, words, words) === 0)
    .map(({ uid, revision, words }) => `lost: ${uid} at revision ${revision} (${words ?? "deleted"})`);
}

/** What the node believes to have brought its neighbour, or to be past, and the neighbour never had. */
function deliveryAhead(client: Sqlite.Database, { had }: Neighbour): readonly string[] {
  const believed = client.prepare("SELECT DISTINCT digest FROM copies").pluck().all() as readonly string[];
  const past = client
    .prepare(
      `SELECT digest FROM versions JOIN objects ON objects.id = versions.object JOIN cursors
        WHERE versions.state IN ('winner', 'rival') AND objects.seq <= cursors.cursor
          AND NOT EXISTS (SELECT 1 FROM exceptions WHERE exceptions.object = objects.id)`,
    )
    .pluck()
    .all() as readonly string[];
  return [...new Set([...believed, ...past])]
    .filter((digest) => !had.has(digest))
    .map((digest) => `the delivery cursor is ahead: the peer never had ${digest}`);
}

/** What the node takes for pulled, and does not have. */
function pullAhead(client: Sqlite.Database, { mock }: Neighbour): readonly string[] {
  const cursor = (client.prepare("SELECT max(cursor) FROM pulls").pluck().get() ?? 0) as number;
  if (cursor > mock.commons.head())
    return [`the pull cursor is at ${cursor}, the peer at ${mock.commons.head()}`];
  const known = client.prepare<[string, string]>(
    `SELECT count(*) FROM versions JOIN objects ON objects.id = versions.object WHERE uid = ? AND digest = ?`,
  );
  return mock.commons
    .changesAfter(0, Number.POSITIVE_INFINITY)
    .entries.filter(({ seq }) => seq <= cursor)
    .flatMap(({ versions }) => versions)
    .filter(({ uid, digest }) => known.pluck().get(uid, digest) === 0)
    .map(({ uid, revision }) => `the pull cursor is ahead: ${uid} at revision ${revision} is not here`);
}

/** What stood in the edition that the node takes for read, and is not here: as it was there, or as it was later. */
function pollAhead(client: Sqlite.Database, { editions, url }: ChangingFeed): readonly string[] {
  const etag = client
    .prepare("SELECT etag FROM polls JOIN sites ON sites.id = polls.site WHERE sites.url = ?")
    .pluck()
    .get(url) as string | null | undefined;
  const number = Number(etag?.replaceAll('"', "") ?? 0);
  const raw = client.prepare<[string]>(
    "SELECT raw FROM sightings JOIN objects ON objects.id = sightings.object WHERE uid = ?",
  );
  const since = editions.slice(number);
  return [...(editions[number - 1] ?? [])]
    .filter(([uid, words]) => {
      const said = String(raw.pluck().get(uid));
      return ![words, ...since.map((edition) => edition.get(uid))].some(
        (each) => each !== undefined && said.includes(`SUMMARY:${each}`),
      );
    })
    .map(([uid, words]) => `the poll mark ${etag} is ahead: ${uid} (${words}) is not here`);
}
