import type { Commons, Recognised } from "../../commons.ts";
import type { Database } from "../database/database.ts";
import { read } from "../database/transaction.ts";

interface Standing {
  readonly object: number;
  readonly digest: string;
  readonly revision: number;
  readonly reviseUrl: string;
  readonly hop: number;
}

/**
 * As `Commons.recognise` says: of these merge, sightings and copies would all stay as they are. Looked up one after the other,
 * as to begin a join takes SQLite several times as long as each of them.
 */
export function commonsRecognise(db: Database): Commons["recognise"] {
  const client = db.$client;
  const standing = client.prepare<[string], Standing>(
    `SELECT object, digest, revision, revise_url AS reviseUrl, hop FROM versions
     WHERE c1 = ? AND class = 'open' AND state IN ('winner', 'rival') AND text <> ''`,
  );
  const shownUid = client
    .prepare<[number], string>("SELECT uid FROM objects WHERE id = ? AND admitted = 1 AND shown = 1")
    .pluck();
  const sightingHop = client
    .prepare<[number, number], number>(
      "SELECT hop FROM sightings WHERE object = ? AND site = ? AND missing_since IS NULL AND raw_hash IS NULL",
    )
    .pluck();
  const copyHop = client
    .prepare<[number, number, string, number, string], number>(
      `SELECT hop FROM copies
       WHERE peer = ? AND object = ? AND class = 'open' AND digest = ? AND revision = ? AND c1 = ?`,
    )
    .pluck();

  const recognise = (site: number, c1: string): Recognised | null => {
    const version = standing.get(c1);
    if (version === undefined) return null;
    const { object, digest, revision, reviseUrl } = version;
    const hop = sightingHop.get(object, site);
    if (hop === undefined || hop < version.hop) return null;
    const copy = copyHop.get(site, object, digest, revision, c1);
    if (copy === undefined || copy > Math.max(0, hop - 1)) return null;
    const uid = shownUid.get(object);
    return uid === undefined ? null : { uid, revision, reviseUrl, hop };
  };
  return async (site, c1s) => read(db, () => c1s.map((c1) => recognise(site, c1)));
}
