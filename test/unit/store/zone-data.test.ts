import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { expect, test } from "vitest";
import { openStore } from "../../../src/store/sqlite/open.ts";
import { expandAll, HOUR, NOW, version } from "../../contract/samples.ts";

test("another release of the time zone data finds anew what is to come, and leaves what was", async () => {
  const folder = await mkdtemp(join(tmpdir(), "discal-zones-"));
  const path = join(folder, "discal.db");
  const open = (zoneData: string) => openStore({ path, timezone: "UTC", now: NOW, zoneData });
  const starts = async (release: string) => {
    await using store = await open(release);
    await expandAll(store, NOW);
    const { rows } = await store.commons.list({ limit: 20 });
    return rows.map(({ event, occurrence }) => [event.uid, (occurrence.start - NOW) / HOUR] as const);
  };
  try {
    {
      await using store = await open("2026a");
      const single = version("single@a", 1, { DTSTART: "20260317T120000Z" });
      const weekly = version("weekly@a", 1, { DTSTART: "20260315T120000Z", RRULE: "FREQ=WEEKLY;COUNT=3" });
      await store.commons.apply(
        [single, weekly].map((version) => ({ version, siteId: null })),
        NOW,
      );
    }
    const right = await starts("2026a");
    expect(right.map(([uid]) => uid)).toEqual(["weekly@a", "single@a", "weekly@a", "weekly@a"]);

    // As if the old release had taken each an hour wrong.
    const database = new Sqlite(path);
    database.exec(`UPDATE occurrences SET start = start + ${HOUR}, end = end + ${HOUR}`);
    database.close();
    expect(await starts("2026a")).toEqual(right.map(([uid, hours]) => [uid, hours + 1]));
    expect(await starts("2026b")).toEqual(right.map(([uid, hours]) => [uid, hours < 0 ? hours + 1 : hours]));
  } finally {
    await rm(folder, { recursive: true });
  }
});
