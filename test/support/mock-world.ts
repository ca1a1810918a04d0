import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Pushed, meet, push, type Wrongly } from "./mock-peer/outgoing.ts";
import type { Known } from "./mock-peer/node.ts";
import { readObject } from "./mock-peer/object.ts";
import { type MockPeer, startMockPeer } from "./mock-peer/peer.ts";
import { discal, freePort, serveProgram, temporaryFolder, until } from "./program.ts";

/** A mock, and the program as it knows it. */
export type Mock = MockPeer & { readonly program: Known };

/** Whether the program pushes to a peer, or polls it by itself. */
type Kind = "pushed to" | "polled" | "silent";

/** What a poll came to, as `discal poll --json` says. */
export interface Polled {
  readonly url: string;
  readonly outcome: string;
  readonly reason: string | null;
}

export interface MockWorld extends AsyncDisposable {
  /** The real program, as its peers see it. */
  readonly url: string;
  readonly folder: string;
  /** A mock peer that the program has in its configuration, each once. */
  readonly peer: (kind?: Kind) => Mock;
  /** A mock node of which the program knows nothing. */
  readonly stranger: () => Promise<Mock>;
  /** A command of the program that must end well; gives what it prints. */
  readonly cli: (...args: readonly string[]) => Promise<string>;
  /** Polls one peer. */
  readonly poll: (peer: MockPeer, ...flags: readonly string[]) => Promise<Polled>;
  /** Polls all that the program polls by itself. */
  readonly pollAll: () => Promise<readonly Polled[]>;
  readonly titles: () => Promise<readonly string[]>;
  /** Throws where the log tells of a fault of the program itself, or has a line that nobody would read. */
  readonly checkLog: () => void;
  readonly until: (holds: () => boolean | Promise<boolean>) => Promise<void>;
}

/** The real program with so many mock peers around it, on loopback; `lines` of its configuration. */
export async function mockWorld(options: {
  readonly lines?: readonly string[];
  readonly pushedTo?: number;
  readonly polled?: number;
  readonly silent?: number;
}): Promise<MockWorld> {
  const home = temporaryFolder();
  const cwd = home.path;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const mocks: MockPeer[] = [];
  const start = async () => {
    const mock = await startMockPeer();
    mocks.push(mock);
    return mock;
  };
  const many = (count = 0) => Promise.all(Array.from({ length: count }, start));
  const pool: Readonly<Record<Kind, MockPeer[]>> = {
    "pushed to": await many(options.pushedTo),
    polled: await many(options.polled),
    silent: await many(options.silent),
  };
  const listed = (kind: Kind) => {
    const settings = `poll: ${kind === "polled" ? "7d" : "false"}, push: ${kind === "pushed to"}`;
    return pool[kind].map(({ origin }) => `  - { url: "${origin}", ${settings} }`);
  };
  writeFileSync(
    join(cwd, "peers.yaml"),
    [
      `node: { name: Real, url: "${url}", listen: "127.0.0.1:${port}", data: data }`,
      "network: { allow: [127.0.0.0/8] }",
      ...(options.lines ?? []),
      "peers:",
      ...listed("pushed to"),
      ...listed("polled"),
      ...listed("silent"),
      "",
    ].join("\n"),
  );
  const program = await serveProgram([], { cwd });
  const met = new Map<MockPeer, Mock>();
  const introduce = async (mock: MockPeer): Promise<Mock> => {
    const known = Object.assign(mock, { program: await meet(mock, url) });
    met.set(mock, known);
    return known;
  };
  for (const mock of mocks) await introduce(mock);
  const poll = async (...args: readonly string[]) => {
    const { out, err } = await discal(["poll", "--json", ...args], { cwd });
    if (out === "") throw new Error(err);
    return (JSON.parse(out) as { readonly sites: readonly Polled[] }).sites;
  };
  return {
    url,
    folder: cwd,
    peer(kind = "silent") {
      const mock = met.get(pool[kind].shift() as MockPeer);
      if (mock === undefined) throw new Error(`the world has no further mock that is ${kind}`);
      return mock;
    },
    stranger: async () => introduce(await start()),
    async cli(...args) {
      const { code, out, err } = await discal(args, { cwd });
      if (code !== 0) throw new Error(`discal ${args.join(" ")}: ${err}${out}`);
      return out;
    },
    async poll({ origin }, ...flags) {
      const [polled] = await poll(origin, ...flags);
      if (polled === undefined) throw new Error(`${origin} was not polled`);
      return polled;
    },
    pollAll: () => poll(),
    async titles() {
      const answer = await fetch(`${url}/events.json`);
      return ((await answer.json()) as { events: { title: string }[] }).events.map(({ title }) => title);
    },
    checkLog() {
      const lines = program.err().split("\n");
      const bad = lines.find((line) => /"level":"(error|fatal)"/.test(line) || line.length > 4000);
      if (bad !== undefined) throw new Error(`the program logged: ${bad.slice(0, 4000)}`);
    },
    until: (holds) => until(holds, () => program.err().slice(-4000)),
    async [Symbol.asyncDispose]() {
      await program.stop();
      for (const mock of mocks) await mock[Symbol.asyncDispose]();
      home[Symbol.dispose]();
    },
  };
}

/** Pushes as a peer does, to the program. */
export function pushTo(peer: Mock, ical: string, wrongly?: Wrongly): Promise<Pushed> {
  return push(peer, peer.program, ical, wrongly);
}

const YEAR = new Date().getUTCFullYear() + 1;

/** One VCALENDAR of an event at its origin, the mock. `lines` come beside those that every event has. */
export function eventOf(
  mock: MockPeer,
  { id = "1", title = "Songs", revision = 1, hop = 1, more = [] as readonly string[], context = false } = {},
): string {
  const uid = id.includes("@") ? id : `${id}@127.0.0.1:${mock.port}`;
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Mock//EN",
    ...(context ? ["X-DISCAL-CONTEXT:event-v1"] : []),
    "BEGIN:VEVENT",
    `UID:${uid}`,
    "DTSTAMP:20260301T080000Z",
    `DTSTART:${YEAR}0501T180000Z`,
    `SUMMARY:${title}`,
    `X-REVISION:${revision}`,
    `X-REVISE-URL:${mock.origin}/discal/revise`,
    `X-HOP:${hop}`,
    ...more,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
}

/** Puts an event into what the mock has, at hop 0. Gives its C1. */
export async function hold(mock: MockPeer, ical: string): Promise<string> {
  const read = await readObject(ical, (fingerprint) => mock.certificates.get(fingerprint) ?? null);
  if ("refused" in read) throw new Error(read.reason);
  mock.commons.take({ ...read, version: { ...read.version, hop: 0 } });
  return read.version.c1;
}

/** Writes a file into a folder; gives its path. */
export function fileIn(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
