// What it costs at least to begin: a process that opens the database and runs one query.
import Sqlite from "better-sqlite3";

const db = new Sqlite(process.argv[2]);
const found = db
  .prepare(
    `SELECT events.summary FROM occurrences JOIN events ON events.object = occurrences.object
     WHERE occurrences.start >= ? ORDER BY occurrences.start LIMIT 50`,
  )
  .all(Date.parse("2026-06-01"));
process.stdout.write(`${found.length}\n`);
