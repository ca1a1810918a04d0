import type { Config } from "../config/config.ts";
import type { Log } from "../core/model/log.ts";
import type { Node } from "../node.ts";
import { listen } from "../serve/listen.ts";
import { beat } from "./heartbeat.ts";
import { openNode, readConfig } from "./open-node.ts";

/**
 * `discal serve`: answers on the port and does what is due, until `signal` aborts; then requests under way end, and
 * the store is closed. `hup` is told of SIGHUP, and rereads sites and peers.
 */
export async function serve(options: {
  readonly config: Config;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly onHangUp: (reread: () => void) => void;
  readonly write: (text: string) => void;
}): Promise<void> {
  const { config, log, signal, write } = options;
  await using node = await openNode(config, log);
  await using server = await listen(node.fetch, config.node.listen);
  write(greeting(config, node, server.port));
  log.info({ url: config.node.url, port: server.port, data: config.node.data }, "serving");
  options.onHangUp(() => void reread(node, config.file, log));
  await beat(node, { clock: Date.now, signal, log });
  log.info({}, "closing");
}

/** Takes over what the file says now of sites and peers; a bad file changes nothing, and says why. */
async function reread(node: Node, file: string | null, log: Log): Promise<void> {
  if (file === null) return;
  try {
    const { sites } = readConfig(file);
    await node.redeclare(sites);
    log.info({ sites: sites.length }, "sites and peers were read anew");
  } catch (error) {
    log.error({ reason: error instanceof Error ? error.message : String(error) }, "nothing was changed: the file is wrong");
  }
}

function greeting({ node: { name, url, listen: at }, sample }: Config, node: Node, port: number): string {
  const here = `http://${at.host.includes(":") ? `[${at.host}]` : at.host}:${port}`;
  const lines = [
    `${name} is at ${here}/${url === here ? "" : ` (public address ${url})`}`,
    `Subscribe: ${url}/feed.ics`,
    `Key: ${node.self.signer.fingerprint}`,
  ];
  if (sample) lines.push("This is a made-up sample city. `npx discal init` writes a peers.yaml for your own.");
  return `${lines.join("\n")}\n`;
}
