import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, type Running, serveProgram } from "../../test/support/program.ts";

/** A real `discal serve` with its durable file, in a folder of its own. */
export interface BenchNode extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  /** Of the running process. */
  readonly pid: () => number;
  /** Ends the process; the folder stays. */
  stop(): Promise<void>;
  /** Runs the program in its folder, until it has greeted; for one that was stopped, again. */
  start(): Promise<void>;
}

/** What goes into its peers.yaml beside the node itself: rows of YAML. */
export interface BenchSettings {
  readonly sites?: readonly string[];
  readonly peers?: readonly string[];
  /** By which others know the node and reach it, where something stands between; its own address unless given. */
  readonly origin?: string;
  /** Where it listens; any free port unless given. */
  readonly port?: number;
}

/** Where `DISCAL_BENCH_PROFILE` names a folder, each node writes a CPU profile there when it is stopped. */
const PROFILES = process.env["DISCAL_BENCH_PROFILE"];

/** Starts one; callers from this machine are bounded by no number of requests. */
export async function startNode(settings: BenchSettings = {}): Promise<BenchNode> {
  const folder = await mkdtemp(join(tmpdir(), "discal-bench-"));
  const node = await nodeIn(folder, settings);
  await node.start();
  return {
    ...node,
    async [Symbol.asyncDispose]() {
      await node.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One in a folder that is there, and stays; it is not started yet. */
export async function nodeIn(
  folder: string,
  { sites = [], peers = [], origin, port }: BenchSettings = {},
): Promise<BenchNode> {
  const url = `http://127.0.0.1:${port ?? (await freePort())}`;
  await writeFile(join(folder, "peers.yaml"), settings(origin ?? url, new URL(url).host, sites, peers));
  let running: Running | null = null;
  const stop = async () => {
    await running?.stop();
    running = null;
  };
  return {
    url,
    folder,
    pid: () => running?.pid ?? 0,
    async start() {
      running ??= await serveProgram(PROFILES === undefined ? [] : ["--unconfined"], {
        cwd: folder,
        env: {
          DISCAL_LOG: "error",
          ...(PROFILES === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${PROFILES}` }),
        },
      });
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function settings(url: string, listen: string, sites: readonly string[], peers: readonly string[]): string {
  const list = (name: string, rows: readonly string[]) =>
    rows.length === 0 ? "" : `${name}:\n${rows.map((row) => `  - ${row}\n`).join("")}`;
  return `node: { url: "${url}", name: Bench, listen: "${listen}", timezone: UTC }
network: { allow: ["127.0.0.0/8"], proxies: ["127.0.0.0/8"] }
limits: { requests: 1000000 }
${list("sites", sites)}${list("peers", peers)}`;
}
