// A real node under load, killed with `kill -9` at random moments, over and over: `npm run crash -- --cycles 500 --seed 1`.
// Ends with 1 where anything is lost that was answered with 2xx, a cursor is ahead of its data, the database is not
// sound, or a start takes longer than `--start` (ms).
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { freePort } from "../test/support/program.ts";
import { seededDice } from "../test/support/dice.ts";
import { liveOnce } from "./crash/cycle.ts";
import { type ChangingFeed, startFeed } from "./crash/feed.ts";
import { inspectAfterCrash } from "./crash/inspect.ts";
import { newLedger } from "./crash/ledger.ts";
import { loadOf } from "./crash/load.ts";
import { type Neighbour, startNeighbour } from "./crash/peer.ts";
import { command, programIn } from "./soak/program.ts";

const { values } = parseArgs({
  options: {
    cycles: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    start: { type: "string", default: "3000" },
    keep: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const cycles = Number(values.cycles);
const dice = seededDice(Number(values.seed));
const folder = await mkdtemp(join(tmpdir(), "discal-crash-"));
const say = (text: string): void => void process.stderr.write(`${text}\n`);
/** Most findings that are told. */
const TOLD = 20;

const broken = await crash();
process.exitCode = broken ? 1 : 0;
if (broken || values.keep) say(`Log and database are in ${folder}.`);
else await rm(folder, { recursive: true, force: true });

async function crash(): Promise<boolean> {
  await using feed = await startFeed();
  await using neighbour = await startNeighbour();
  const url = `http://127.0.0.1:${await freePort()}`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "peers.yaml"), settings(url, feed, neighbour));
  const made = await command(folder, "token", "create", "crash", "--role", "admin", "--json");
  const { token } = JSON.parse(made) as { readonly token: string };
  const program = programIn(folder);
  for (const signal of ["SIGINT", "SIGTERM"])
    process.once(signal, () => void program.kill().then(() => process.exit(1)));
  const ledger = newLedger((least, most) => dice.between(least, most));
  const load = loadOf({ url, token, neighbour, feed, ledger, dice });
  const database = join(folder, "data", "discal.db");
  const starts: number[] = [];
  const ends: Record<string, number> = {};
  const faults: string[] = [];
  try {
    for (let cycle = 1; cycle <= cycles && faults.length === 0; cycle += 1) {
      const before = ledger.size();
      const { startedIn, ended } = await liveOnce(program, url, dice, load);
      ends[ended] = (ends[ended] ?? 0) + 1;
      if (startedIn !== null) starts.push(startedIn);
      if (ended === "it never answered")
        faults.push(`cycle ${cycle}: the node did not answer after its start`);
      const promised = cycle === cycles ? ledger.all() : ledger.toCheck(before);
      const found = inspectAfterCrash(database, promised, { neighbour, feed });
      faults.push(...found.map((fault) => `cycle ${cycle}: ${fault}`));
      if (cycle % 25 === 0) say(`${cycle} of ${cycles} cycles, ${ledger.size()} versions promised`);
    }
  } finally {
    await program.kill();
  }
  const slow = starts.filter((ms) => ms > Number(values.start)).length;
  const result = {
    seed: Number(values.seed),
    cycles: Object.values(ends).reduce((sum, count) => sum + count, 0),
    killed: ends,
    promised: ledger.size(),
    pulled: neighbour.mock.commons.head(),
    editions: feed.editions.length,
    startMs: spread(starts),
    slowStarts: slow,
    faults: faults.length,
  };
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${report(result)}\n`);
  for (const fault of faults.slice(0, TOLD)) say(fault);
  return faults.length > 0 || slow > 0;
}

function settings(url: string, feed: ChangingFeed, { mock }: Neighbour): string {
  return `node:
  url: "${url}"
  name: Crash
  listen: "${new URL(url).host}"
  timezone: Europe/Berlin
network:
  allow: ["127.0.0.0/8"]
brake: 1000000
quota: 10000000
sites:
  - { url: "${feed.url}", poll: "5m" }
peers:
  - { url: "${mock.origin}", poll: "5m", push: true, accept: true }
`;
}

function spread(all: readonly number[]): Readonly<Record<string, number>> {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), p99: at(0.99), worst: at(1) };
}

function report(result: Readonly<Record<string, unknown>>): string {
  return Object.entries(result)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join("\n");
}
