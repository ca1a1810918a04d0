import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { expect, test } from "vitest";
import { openStore } from "../../../src/store/sqlite/open.ts";
import { feedSite, NOW } from "../../contract/samples.ts";
import { temporaryFolder } from "../../support/program.ts";

test("Rows of sites that are declared as they are stay unwritten, however often the node starts", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "discal.db");
  await using store = await openStore({ path, timezone: "UTC", now: NOW });
  const sites = [feedSite("a"), feedSite("b")];
  await store.registry.declare("file", sites, NOW);
  const client = new Sqlite(path);
  client.exec("CREATE TRIGGER held BEFORE UPDATE ON sites BEGIN SELECT RAISE(ABORT, 'written'); END");
  client.close();
  await store.registry.declare("file", sites, NOW + 1);
  const renamed = [feedSite("a", { name: "Another" }), feedSite("b")];
  await expect(store.registry.declare("file", renamed, NOW + 2)).rejects.toThrow("written");
});
