import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { eventOf, pushTo } from "../support/mock-world.ts";
import { meet } from "../support/mock-peer/outgoing.ts";
import { startMockPeer } from "../support/mock-peer/peer.ts";
import { discal, freePort, type Running, serveProgram, temporaryFolder, until } from "../support/program.ts";
import { noMount, smallDisk } from "../support/small-disk.ts";
import { noStrace, trace } from "../support/strace.ts";
import { against } from "../support/threat.ts";

/** What starts a program several times takes its time where much else runs, ms. */
const PATIENCE = 90_000;

/** The program with a feed and a peer, its data at `data`. */
async function nodeAt(data: string) {
  const folder = temporaryFolder();
  const [port, feed, mock] = [await freePort(), await startFeed(), await startMockPeer()];
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(
    join(folder.path, "peers.yaml"),
    `node: { name: Real, url: "${url}", listen: "127.0.0.1:${port}", data: "${data}" }
network: { allow: [127.0.0.0/8] }
sites:
  - { url: "${feed.url}", poll: "1h" }
peers:
  - { url: "${mock.origin}", poll: false, push: true }
`,
  );
  const cwd = folder.path;
  const made = await discal(["token", "create", "t", "--role", "admin", "--json"], { cwd });
  const { token } = JSON.parse(made.out) as { token: string };
  const program = await serveProgram([], { cwd });
  onTestFinished(async () => {
    await program.stop();
    await mock[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });
  const peer = Object.assign(mock, { program: await meet(mock, url) });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const call = (path: string, init: RequestInit = {}) => fetch(url + path, { ...init, headers });
  const enter = (title: string) =>
    call("/api/v1/events", {
      method: "POST",
      body: JSON.stringify({ title, start: "2027-05-01T18:00" }),
    });
  return { cwd, call, enter, peer, feed, program, database: join(data, "discal.db") };
}

type World = Awaited<ReturnType<typeof nodeAt>>;

/** A feed of one event, which counts how often it is asked. */
async function startFeed() {
  let [asked, title] = [0, "Fed"];
  const server = createServer((_, response) => {
    asked += 1;
    const event = [
      "UID:fed@feed",
      "DTSTAMP:20260301T000000Z",
      "DTSTART:20270501T180000Z",
      `SUMMARY:${title}`,
    ];
    const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", ...event, "END:VEVENT", "END:VCALENDAR"];
    response.writeHead(200, { "content-type": "text/calendar" }).end(`${lines.join("\r\n")}\r\n`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const url = `http://127.0.0.1:${port}/feed.ics`;
  return { url, asked: () => asked, say: (text: string) => void (title = text) };
}

const READ = [
  "/",
  "/feed.ics",
  "/feed.ics?tag=none",
  "/sites",
  "/healthz",
  "/api/v1/events",
  "/discal/v1/changes?since=0",
  "/discal/v1/digest?buckets=4096",
  "/.well-known/discal",
];

async function titles({ call }: World): Promise<readonly string[]> {
  const answer = (await (await call("/events.json")).json()) as { events: { title: string }[] };
  return answer.events.map(({ title }) => title).toSorted();
}

function count(program: Running, words: string): number {
  return program.err().split(words).length - 1;
}

/** Is refused clearly, by every door that writes. */
async function expectRefused({ enter, peer }: World, why: RegExp): Promise<void> {
  for (let n = 0; n < 5; n += 1) {
    const refused = await enter(`Refused ${n}`);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "30"]);
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
    expect(((await refused.json()) as { detail: string }).detail).toMatch(why);
  }
  const pushed = await pushTo(peer, eventOf(peer, { id: "refused" }));
  expect([pushed.status, pushed.headers.get("retry-after")]).toEqual([503, "30"]);
}

const CANNOT = "the database cannot be written";
const CAN = "the database can be written again";

/** What holds for every way in which a disk can fail. */
async function expectToSurvive(
  world: World,
  why: RegExp,
  fails: () => unknown,
  heals: () => unknown,
): Promise<void> {
  const { call, enter, peer, feed, program, database } = world;
  await until(async () => (await titles(world)).includes("Fed"), program.err);
  expect((await enter("Before")).status).toBe(201);
  await until(() => peer.commons.standing().length === 2, program.err);
  await fails();
  await expectRefused(world, why);
  for (const path of READ) expect([path, (await call(path)).status]).toEqual([path, 200]);
  expect((await call("/readyz")).status).toBe(503);
  // The feed has news, and is asked for by a person: nothing of it is lost.
  const asked = feed.asked();
  feed.say("Fed later");
  expect((await call("/api/v1/polls", { method: "POST" })).status).toBe(503);
  expect(count(program, CANNOT)).toBe(1);
  await heals();
  await until(async () => (await enter("After")).status === 201, program.err);
  await until(() => count(program, CAN) === 1, program.err);
  expect((await call("/api/v1/polls", { method: "POST" })).status).toBe(202);
  await until(async () => (await titles(world)).includes("Fed later"), program.err);
  expect(feed.asked()).toBe(asked + 1);
  expect(await titles(world)).toEqual(["After", "Before", "Fed later"]);
  expect((await pushTo(peer, eventOf(peer, { id: "again" }))).status).toBe(200);
  await until(() => peer.commons.standing().length === 3, program.err);
  expect(count(program, CANNOT)).toBe(1);
  const client = new Sqlite(database, { readonly: true });
  expect(client.pragma("integrity_check", { simple: true })).toBe("ok");
  client.close();
}

describe("the program", () => {
  it.skipIf(noMount !== null)(
    "refuses writes on a full disk, goes on reading, and recovers by itself",
    {
      ...against("disk", "the disk is full", "503 with Retry-After, reads go on, polls and deliveries wait"),
      timeout: PATIENCE,
    },
    async () => {
      using disk = smallDisk(8);
      const world = await nodeAt(join(disk.path, "data"));
      await expectToSurvive(world, /^discal\.db: the disk is full/, disk.fill, disk.empty);
      await world.program.stop();
      disk.fill();
      expect((await discal(["status"], { cwd: world.cwd })).err).toMatch(/discal\.db: the disk is full/);
    },
  );

  it.skipIf(noStrace !== null)(
    "refuses writes on a disk that can only be read",
    {
      ...against("disk", "the disk becomes read-only", "503 with Retry-After, reads go on"),
      timeout: PATIENCE,
    },
    async () => {
      using folder = temporaryFolder();
      const data = join(folder.path, "data");
      const world = await nodeAt(data);
      const names = ["discal.db", "discal.db-wal", `.ready-${world.program.pid}`, "discal.db.told"];
      const files = names.flatMap((name) => ["-P", join(data, name)]);
      await expectToSurviveBent(world, /^discal\.db: /, [
        ...files,
        ...injecting("openat,pwrite64,ftruncate:error=EROFS"),
      ]);
    },
  );

  it.skipIf(noStrace !== null)(
    "promises nothing that the disk does not sync",
    {
      ...against("disk", "fsync fails", "503: what could not be synced is not acknowledged"),
      timeout: PATIENCE,
    },
    async () => {
      using folder = temporaryFolder();
      const world = await nodeAt(join(folder.path, "data"));
      const why = /^discal\.db: the disk fails to read or write/;
      await expectToSurviveBent(world, why, injecting("fsync,fdatasync:error=EIO"));
    },
  );

  it.skipIf(noStrace !== null)(
    "keeps every promise on a slow disk",
    {
      ...against("disk", "each sync takes half a second", "slow answers, and none that is not kept"),
      timeout: PATIENCE,
    },
    async () => {
      using folder = temporaryFolder();
      const world = await nodeAt(join(folder.path, "data"));
      await until(async () => (await titles(world)).includes("Fed"), world.program.err);
      {
        await using _slow = await trace(
          world.program.pid,
          ...injecting("fsync,fdatasync:delay_enter=500000"),
        );
        const begun = performance.now();
        const all = await Promise.all(["One", "Two", "Three"].map((title) => world.enter(title)));
        expect(all.map(({ status }) => status)).toEqual([201, 201, 201]);
        // What comes together may wait together, and all of it waits.
        expect(performance.now() - begun).toBeGreaterThan(500);
      }
      expect(await titles(world)).toEqual(["Fed", "One", "Three", "Two"]);
      expect(count(world.program, CANNOT)).toBe(0);
    },
  );
});

function injecting(fault: string): readonly string[] {
  return ["-e", `trace=${fault.split(":")[0]}`, "-e", `inject=${fault}`];
}

/** Survives for as long as system calls of the program are bent. */
async function expectToSurviveBent(world: World, why: RegExp, args: readonly string[]): Promise<void> {
  let fault: AsyncDisposable | null = null;
  const begin = async () => {
    fault = await trace(world.program.pid, ...args);
  };
  await expectToSurvive(world, why, begin, () => fault?.[Symbol.asyncDispose]());
}
