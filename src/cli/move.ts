import type { Command } from "commander";
import type { Config } from "../config/config.ts";
import { agreement } from "./agreement.ts";
import { UsageError } from "./exit.ts";
import { count } from "./output.ts";
import { peersOf } from "./peers/peers-of.ts";
import { globalOptions, withNode } from "./session.ts";
import type { Shell } from "./shell.ts";

interface Options {
  readonly from?: string;
  readonly yes?: true;
}

/** `discal move`: signs that the node is somewhere else from now on. */
export function addMove(program: Command, shell: Shell): void {
  program
    .command("move")
    .description("sign that this node moves to a new URL, so that its peers follow it there")
    .argument("<new-url>", "origin at which it is from now on, such as https://calendar.example")
    .option(
      "--from <old-url>",
      "origin that it leaves; by default node.url, so name it where that was changed already",
    )
    .option("--yes", "sign without asking")
    .addHelpText(
      "after",
      `
Sign first, then change node.url and start the server at the new address: it
tells its peers, who check the signature with the key that they have pinned, and
look whether the node still answers at the old one: it must not run there, too.

Examples:
  discal move https://calendar.example
  discal move https://calendar.example --from https://old.example`,
    )
    .action(async (to: string, { from, yes }: Options, command: Command) => {
      const { json } = globalOptions(command);
      const agree = agreement(shell, { yes: yes === true, json });
      await withNode(shell, command, async ({ node, config, say }) => {
        if (config.sample) throw new UsageError("this is the made-up sample city: it is nowhere else");
        const left = from ?? node.self.url;
        if (!json) shell.out.write(`${node.self.name} leaves ${left} for ${to}.\n`);
        if (!(await agree("Sign that?"))) return say({ moves: null }, () => "Nothing was signed.");
        const moves = await node.move(to, left);
        const peers = peersOf(await node.store.registry.all()).filter(({ enabled }) => enabled);
        say({ moves }, () => nextText(moves[0]?.to ?? to, left, peers.length, config));
      });
    });
}

function nextText(to: string, from: string, peers: number, config: Pick<Config, "file" | "node">): string {
  const told = `${count(peers, "peer")} ${peers === 1 ? "is" : "are"} told as soon as the server runs there.`;
  const steps =
    config.node.url === to
      ? ["Restart the server: it tells its peers then, and again until each has answered."]
      : [
          `1. Let ${to} lead to this server.`,
          `2. Set node.url to ${to} in ${config.file ?? "peers.yaml"} (or DISCAL_URL), and start the server anew.`,
          `3. Let ${from} lead here, too, for as long as you can: subscriptions and links go there.`,
        ];
  return `Signed. ${told}\n${steps.join("\n")}`;
}
