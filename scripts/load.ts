// The real program under load: `npm run load`, or a share of it: `npm run load -- --share 0.25 --seconds 20 --untimed`.
// 1,000 connections that send a byte a second, 200 pushing peers, a feed of 50 MiB and 10,000 subscribers of another, all
// at once, while ordinary requests are measured. Ends with 1 where the program ends, an ordinary request is answered
// otherwise than it should be, nothing is refused that is too much, or, unless untimed, a bound is not held.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { freePort } from "../test/support/program.ts";
import { serveFeeds } from "./load/feeds.ts";
import { watchMachine } from "./load/machine.ts";
import { watchMemory } from "./load/memory.ts";
import { startPeers } from "./load/peers.ts";
import type { Probed } from "./load/probe.ts";
import { slowConnections } from "./load/slow.ts";
import { subscribe } from "./load/subscribers.ts";
import { faultsOf, type Figures, report } from "./load/figures.ts";
import { command, programIn, until } from "./soak/program.ts";

const { values } = parseArgs({
  options: {
    share: { type: "string", default: "1" },
    seconds: { type: "string", default: "60" },
    untimed: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const share = Number(values.share);
const seconds = Number(values.seconds);
const folder = await mkdtemp(join(tmpdir(), "discal-load-"));
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const figures = await load();
const faults = faultsOf(figures, values.untimed);
process.stdout.write(values.json ? `${JSON.stringify({ ...figures, faults })}\n` : `${report(figures)}\n`);
for (const fault of faults) say(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
if (faults.length > 0 || values.keep) say(`Log and database are in ${folder}.`);
else await rm(folder, { recursive: true, force: true });
// Connections that nobody answers any more are nobody's business.
process.exit();

async function load(): Promise<Figures> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = programIn(folder);
  await using feeds = await serveFeeds(Math.floor(49.5 * share * 1024 * 1024));
  await using peers = await startPeers(Math.round(200 * share), url);
  await writeFile(join(folder, "peers.yaml"), settings(url, feeds.urls, peers.urls));
  const made = await command(folder, "token", "create", "load", "--role", "reader", "--json");
  const { token } = JSON.parse(made) as { readonly token: string };
  const begun = Date.now();
  program.start();
  try {
    if (!(await until(async () => (await fetch(`${url}/readyz`)).ok, 30_000)))
      throw new Error("The program does not start.");
    say(`The program answers; ${seconds} s of load follow.`);
    const end = Date.now() + seconds * 1000;
    const machine = watchMachine();
    const memory = watchMemory(program.pid() ?? 0, end);
    const probe = probed({ url, token, end });
    const slow = slowConnections(port, Math.round(1000 * share), end);
    const [pushes, subscribers, wholes] = await Promise.all([
      peers.push(end),
      subscribe(url, Math.round(10_000 * share), end),
      slow,
    ]);
    const [requests, mib] = await Promise.all([probe, memory]);
    const worked = machine(mib.computed);
    await wait(500);
    const alive = program.running() && (await until(async () => (await fetch(`${url}/healthz`)).ok, 30_000));
    const health = (await (await fetch(`${url}/healthz`)).json()) as { readonly events: number };
    return {
      share,
      seconds,
      alive,
      events: health.events,
      bigFeed: feeds.fetched() - begun,
      pushes,
      subscribers,
      slow: wholes,
      requests,
      mib,
      machine: worked,
    };
  } finally {
    await (values.keep ? program.stop() : program.kill());
  }
}

/** Ordinary requests, by a thread that waits for nothing else. */
async function probed(data: {
  readonly url: string;
  readonly token: string;
  readonly end: number;
}): Promise<Probed> {
  const worker = new Worker(new URL("./load/probe.ts", import.meta.url), { workerData: data });
  return new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
}

function settings(url: string, feeds: readonly string[], peers: readonly string[]): string {
  const { host } = new URL(url);
  const sites = feeds.map((feed, n) => `  - { url: "${feed}", name: "Feed ${n}", poll: "1h" }`);
  const rows = peers.map((peer) => `  - { url: "${peer}", accept: true, push: false }`);
  return `node: { url: "${url}", name: Loaded, listen: "${host}", timezone: UTC }
network: { allow: ["127.0.0.0/8"], proxies: ["127.0.0.1"] }
sites:
${sites.join("\n")}
peers:
${rows.join("\n")}
`;
}
