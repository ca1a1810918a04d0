import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect, queries } from "../../../src/store/sqlite/database/database.ts";
import { migrate, migrations } from "../../../src/store/sqlite/database/migrate.ts";
import { write } from "../../../src/store/sqlite/database/transaction.ts";

test("A full disk is said to be full, and what was stored before stays", async () => {
  const folder = await mkdtemp(join(tmpdir(), "discal-full-"));
  const client = connect(join(folder, "discal.db"));
  migrate(client, migrations());
  const nonce = client.prepare("INSERT INTO nonces VALUES (?, 0)");
  nonce.run("before");
  client.pragma(`max_page_count = ${Number(client.pragma("page_count", { simple: true })) + 2}`);
  const fill = () =>
    write(queries(client), () => {
      for (let n = 0; n < 100; n += 1) nonce.run(`${n}`.repeat(1000));
    });
  expect(fill).toThrow(
    expect.objectContaining({ problem: "unavailable", message: expect.stringContaining("full") }),
  );
  expect(client.prepare("SELECT nonce FROM nonces").pluck().all()).toEqual(["before"]);
  client.close();
  await rm(folder, { recursive: true });
});
