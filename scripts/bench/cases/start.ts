import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { programIn } from "../../soak/program.ts";
import type { Case, Row } from "../case.ts";
import { inTurn, timed } from "../in-turn.ts";
import { nodeIn } from "../node.ts";
import { storeOf } from "../stores.ts";

/** What a node may take that a bare process need not, ms: compiling its modules, its keys, its port. */
const OWN = 200;

export const start: Case = {
  name: "start",
  work: "From starting the process to /readyz saying that the node is ready",
  against: "a process that opens the same database with better-sqlite3 and runs one query",
  async run(extent) {
    const store = await storeOf(extent.quick ? 1_000 : 1_000_000);
    // It stands in peers.yaml from now on; what runs there is started below.
    const { url } = await nodeIn(store.folder, { sites: store.sites("http://127.0.0.1:9") });
    const program = programIn(store.folder);
    const { limit, node } = await inTurn(extent, {
      limit: () => timed(() => bare(store.database)),
      node: async () => {
        const took = await timed(async () => {
          program.start();
          await ready(url, () => program.running());
        });
        await program.stop();
        return took;
      },
    });
    const ratio = (node - OWN) / limit;
    const size = `${store.events.toLocaleString("en-US")} events`;
    const note = `ratio: the node's time without its ${OWN} ms over the limit's`;
    return [
      { case: "start", size, limit, node, ratio, goal: { atMost: 1.5 }, unit: "ms", note } satisfies Row,
    ];
  },
};

async function bare(database: string): Promise<void> {
  const path = join(import.meta.dirname, "..", "limits", "start.ts");
  const child = spawn(process.execPath, [path, database], { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`limits/start.ts ended with ${code}`);
}

async function ready(url: string, isRunning: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(3)) {
    if (!isRunning()) break;
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok === true) return;
  }
  throw new Error("the program does not come up; its folder has a log");
}
