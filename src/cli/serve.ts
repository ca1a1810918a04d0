import { join } from "node:path";
import type { Command } from "commander";
import { changedSettings } from "../config/changed.ts";
import type { Config } from "../config/config.ts";
import type { Log } from "../core/model/log.ts";
import { messageOf } from "../core/model/thrown.ts";
import type { Node } from "../node.ts";
import { listen } from "../serve/listen.ts";
import { DATABASE } from "./backup/manifest.ts";
import type { Confinement } from "./confine.ts";
import { beat } from "./heartbeat.ts";
import type { Session } from "./session.ts";
import { withNode } from "./session.ts";
import type { Shell } from "./shell.ts";

/** What a process is told while it runs. */
export interface Signals {
  /** Aborts at SIGINT or SIGTERM. */
  readonly stop: () => AbortSignal;
  readonly onHangUp: (reread: () => void) => void;
  /** A fault came up that nobody waits for: the process ends with code 70, having told it. */
  readonly onFault: (tell: (fault: unknown) => void) => void;
}

/** `discal serve`: runs the node until it is told to stop; requests under way end, then the store is closed. */
export function addServe(
  signals: Signals,
  log: Log,
  confinement: Confinement,
): (program: Command, shell: Shell) => void {
  return (program, shell) => {
    program
      .command("serve", { isDefault: true })
      .description("run the node: answer on its port, poll, deliver (what npm start does)")
      .option("--unconfined", "without Node's permission model, as a debugger needs it")
      .addHelpText(
        "after",
        `
Examples:
  discal serve
  discal serve --config /etc/discal/peers.yaml
  DISCAL_PORT=8090 discal serve

SIGHUP rereads sites, peers, their filters and policies, and the log says which
other settings wait for a restart; SIGTERM ends. DISCAL_LOG sets the level of the log on standard error.
A fault of the program itself ends it with exit code 70: let the service manager start it again.`,
      )
      .action(async ({ unconfined }: { readonly unconfined?: true }, command: Command) => {
        const openNode = async (config: Config) => {
          if (unconfined !== true) confinement.enter(config);
          const { refuseDamaged } = await import("../store/sqlite/database/inspect.ts");
          refuseDamaged(join(config.node.data, DATABASE));
          return shell.openNode(config, log);
        };
        const stop = signals.stop();
        signals.onFault((err) => log.error({ err }, "the program ends by a fault of its own"));
        await withNode({ ...shell, openNode }, command, async (session) => {
          const confined = confinement.seal();
          await serve(session, shell, { ...signals, stop, confined }, log);
        });
      });
  };
}

interface Running {
  readonly stop: AbortSignal;
  readonly onHangUp: Signals["onHangUp"];
  readonly confined: boolean;
}

async function serve(
  { node, config }: Session,
  shell: Shell,
  { stop, onHangUp, confined }: Running,
  log: Log,
): Promise<void> {
  await using server = await listen(node.fetch, config.node.listen, config);
  // Before anybody knows that it runs: a SIGHUP that nobody listens to ends a process.
  onHangUp(() => {
    void reread(node, config, shell, log);
    void rekey(node, log);
  });
  shell.out.write(greeting(config, node, server.port));
  log.info({ url: config.node.url, port: server.port, data: config.node.data, confined }, "serving");
  await beat(node, { clock: shell.clock, signal: stop, log });
  node.announceClosing();
  log.info({}, "closing");
}

/** Takes over what the file says now of sites and peers; a bad file changes nothing, and says why. */
async function reread(node: Node, running: Config, shell: Shell, log: Log): Promise<void> {
  if (running.file === null) return;
  try {
    const read = shell.readConfig(running.file);
    await node.redeclare(read.sites, read.policies);
    log.info({ sites: read.sites.length }, "sites, peers and policies were read anew");
    const ignored = changedSettings(running, read);
    if (ignored.length > 0)
      log.warn({ ignored }, "these settings were changed, too, and are ignored until the next start");
  } catch (error) {
    const reason = messageOf(error);
    log.error({ reason }, "nothing was changed: the file is wrong");
  }
}

/** Keys that were put in place by hand, which the store knows nothing of. */
async function rekey(node: Node, log: Log): Promise<void> {
  await node.takeUpKeys().catch((error: unknown) => {
    const reason = messageOf(error);
    log.error({ reason }, "the keys cannot be read anew");
  });
}

function greeting({ node: { name, url, listen: at }, sample }: Config, node: Node, port: number): string {
  const host = at.host.includes(":") ? `[${at.host}]` : at.host;
  const here = `http://${host}:${port}`;
  const lines = [
    `${name} is at ${here}/${url === here ? "" : ` (public address ${url})`}`,
    `Subscribe: ${url}/feed.ics`,
    `Key: ${node.self.signer.fingerprint}`,
  ];
  if (sample) {
    lines.push("This is a made-up sample city. `npx discal init` writes a peers.yaml for your own.");
  }
  return `${lines.join("\n")}\n`;
}
