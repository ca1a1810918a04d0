import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { migrations } from "../../src/store/sqlite/database/migrate.ts";
import { until } from "../soak/program.ts";
import { datedFeed } from "./dated-events.ts";
import { ORIGIN } from "./events.ts";
import { multiply } from "./multiply.ts";
import { nodeIn } from "./node.ts";

/** A node's folder with a database of many events, which later runs find again. */
export interface BenchStore {
  readonly folder: string;
  readonly database: string;
  readonly events: number;
  /** Of peers.yaml: its sites, or those of a copy, which are polled only on demand, and are at `origin` from now on. */
  sites(origin: string, database?: string): readonly string[];
}

/** Events of the one that the program itself fills, and of each of its sites. */
export const SEED = 10_000;

/** Of what such a store is made: another one is made anew. */
const RECIPE = ["dated-events.ts", "multiply.ts"].map((file) =>
  readFileSync(join(import.meta.dirname, file), "utf8"),
);

/**
 * The store of so many events: 10,000 times a power of ten, or fewer. The first time it is made: 10,000 events are polled by
 * the program, and multiplied in its database; a million take some minutes and some GB of the system's temporary folder.
 */
export async function storeOf(events: number): Promise<BenchStore> {
  const folder = folderOf(events);
  if (!existsSync(folder)) {
    console.error(`Making a store of ${events.toLocaleString("en-US")} events in ${folder}, once …`);
    const begun = Date.now();
    rmSync(`${folder}.part`, { recursive: true, force: true });
    mkdirSync(`${folder}.part`, { mode: 0o700 });
    if (events <= SEED) await poll(`${folder}.part`, events);
    else await copy(`${folder}.part`, events);
    renameSync(`${folder}.part`, folder);
    console.error(`… ${Math.round((Date.now() - begun) / 1000)} s`);
  }
  const database = join(folder, "data", "discal.db");
  return { folder, database, events, sites: (origin, copy = database) => sitesOf(copy, origin) };
}

function folderOf(events: number): string {
  const recipe = createHash("sha256").update(RECIPE.join("")).update(ORIGIN).digest("hex").slice(0, 8);
  return join(tmpdir(), `discal-bench-store-${migrations().length}-${recipe}-${events}`);
}

/** The program polls a feed of so many events. */
async function poll(folder: string, events: number): Promise<void> {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/calendar" }).end(feed);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  const feed = datedFeed(events);
  const site = `{ url: "http://127.0.0.1:${port}/feed.ics", name: Feed, poll: 7d }`;
  try {
    await using node = await nodeIn(folder, { sites: [site] });
    await node.start();
    const seen = async () => (await (await fetch(`${node.url}/healthz`)).json()) as { events: number };
    if (!(await until(async () => (await seen()).events === events, 120_000)))
      throw new Error(`Of ${events} events the program took ${(await seen()).events}.`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function copy(folder: string, events: number): Promise<void> {
  const { folder: tenth } = await storeOf(events / 10);
  cpSync(join(tenth, "data"), join(folder, "data"), { recursive: true });
  multiply(join(folder, "data", "discal.db"), 10);
  await using node = await nodeIn(folder, { sites: sitesOf(join(folder, "data", "discal.db"), null) });
  await node.start();
  const health = (await (await fetch(`${node.url}/healthz`)).json()) as { readonly events: number };
  if (health.events !== events) throw new Error(`Of ${events} events the program finds ${health.events}.`);
}

/** Rows of YAML; with an origin the sites move there, as the port is another one in each run. */
function sitesOf(database: string, origin: string | null): readonly string[] {
  const db = new Sqlite(database);
  try {
    if (origin !== null)
      db.prepare("UPDATE sites SET url = ? || substr(url, instr(url, '/feed.ics'))").run(origin);
    const urls = db
      .prepare("SELECT url FROM sites WHERE kind = 'feed' ORDER BY id")
      .pluck()
      .all() as string[];
    return urls.map((url) => `{ url: "${url}", name: Feed, poll: false }`);
  } finally {
    db.close();
  }
}
