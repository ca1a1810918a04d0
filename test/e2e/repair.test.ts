import { closeSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { eventOf, hold } from "../support/mock-world.ts";
import { meet } from "../support/mock-peer/outgoing.ts";
import { startMockPeer } from "../support/mock-peer/peer.ts";
import { discal, freePort, serveProgram, temporaryFolder, until } from "../support/program.ts";
import { against } from "../support/threat.ts";

/** What starts a program several times takes its time where much else runs, ms. */
const PATIENCE = 90_000;

const EVENTS = 150;
const PAGE = 4096;

/** Overwrites every eighth page, of those that lead to others as well. */
function damage(database: string): void {
  const pages = readFileSync(database).length / PAGE;
  const file = openSync(database, "r+");
  for (let page = 40; page < pages; page += 8)
    writeSync(file, Buffer.alloc(PAGE, 0xa5), 0, PAGE, page * PAGE);
  closeSync(file);
}

it(
  "A damaged database is recognised at the start; `discal repair` and the peers bring everything back",
  {
    ...against(
      "disk",
      "the database is corrupted",
      "refused at the start; `discal repair`, then peers and feeds",
    ),
    timeout: PATIENCE,
  },
  async ({ task }) => {
    using folder = temporaryFolder();
    const cwd = folder.path;
    await using mock = await startMockPeer();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    writeFileSync(
      join(cwd, "peers.yaml"),
      `node: { name: Real, url: "${url}", listen: "127.0.0.1:${port}", data: data }
network: { allow: [127.0.0.0/8] }
peers:
  - { url: "${mock.origin}", poll: "1h", push: true }
`,
    );
    const shown = async () =>
      ((await (await fetch(`${url}/healthz`)).json()) as { readonly events: number }).events;
    for (let n = 0; n < EVENTS; n += 1)
      await hold(
        mock,
        eventOf(mock, { id: `${n}`, title: `Event ${n}`, more: [`DESCRIPTION:${"x".repeat(900)}`] }),
      );
    const made = await discal(["token", "create", "t", "--role", "admin", "--json"], { cwd });
    const { token } = JSON.parse(made.out) as { token: string };
    let epoch = "";
    {
      await using program = await serveProgram([], { cwd });
      ({ epoch } = await meet(mock, url));
      await until(async () => (await shown()) === EVENTS, program.err);
      const entered = await fetch(`${url}/api/v1/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ title: "Ours", start: "2027-05-01T18:00" }),
      });
      expect(entered.status).toBe(201);
      await until(() => mock.commons.standing().length === EVENTS + 1, program.err);
    }
    const database = join(cwd, "data", "discal.db");
    damage(database);
    const refused = await discal(["serve"], { cwd });
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringMatching(/is damaged: .*npx discal repair/),
    ]);

    const repaired = await discal(["repair", "--json"], { cwd });
    expect([repaired.code, repaired.err]).toEqual([0, ""]);
    const { events, aside } = JSON.parse(repaired.out) as { events: number; aside: string };
    expect(readdirSync(aside)).toContain("discal.db");
    await using program = await serveProgram([], { cwd });
    await until(
      async () => (await shown()) === EVENTS + 1,
      () => `${program.err()}${repaired.out}`,
    );
    const again = await meet(mock, url);
    expect(again.epoch).not.toBe(epoch);
    const digestOf = async (origin: string) =>
      ((await (await fetch(`${origin}/discal/v1/digest?buckets=4096`)).json()) as { fingerprints: unknown })
        .fingerprints;
    expect(await digestOf(url)).toEqual(await digestOf(mock.origin));
    task.meta.figure = `${events} of ${EVENTS + 1} events saved, the rest brought by a peer`;
  },
);

it("A sound database is not repaired unasked", async () => {
  using folder = temporaryFolder();
  const cwd = folder.path;
  writeFileSync(join(cwd, "peers.yaml"), "node: { data: data }\n");
  expect((await discal(["repair"], { cwd })).err).toMatch(/there is no .*discal\.db to repair/);
  await discal(["status"], { cwd });
  const before = readFileSync(join(cwd, "data", "discal.db"));
  const refused = await discal(["repair"], { cwd });
  expect([refused.code, refused.err]).toEqual([2, expect.stringMatching(/is sound: nothing was changed/)]);
  expect(readFileSync(join(cwd, "data", "discal.db")).equals(before)).toBe(true);
});
