import type { Command } from "commander";
import { Option } from "commander";
import { readFilter } from "../../config/filter-text.ts";
import { parseLease } from "../../config/schedule.ts";
import type { PeerFilter } from "../../core/model/peer-filter.ts";
import type { Registration } from "../../core/model/registration.ts";
import type { Node } from "../../node.ts";
import { registrationJson } from "../../sinks/registration-json.ts";
import { agreement } from "../agreement.ts";
import { asUsage, UsageError } from "../exit.ts";
import { repeated } from "../repeated.ts";
import { globalOptions, withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { widthOf } from "../terminal.ts";
import { agreedFlags, introductionFacts, readFingerprint, readOrigin, refuseOther } from "./introduction.ts";
import { askedText } from "./registration-words.ts";

interface Options {
  readonly lease: string;
  readonly tag?: readonly string[];
  readonly filter?: string;
  readonly bearer?: true;
  readonly both?: true;
  readonly fingerprint?: string;
  readonly yes?: true;
}

/** How long the answer is waited for, ms: mostly it is there after a second. */
const PAUSES = [1000, 1000, 2000, 3000];

/** `discal peers register`: asks another node to push to this one. */
export function addPeersRegister(peers: Command, shell: Shell): void {
  peers
    .command("register")
    .description("ask another node to push its events to this one; its operator may have to approve")
    .argument("<origin>", "where the node is, such as https://calendar.example")
    .option("--both", "push this node's events there in return, once it asks")
    .option("--lease <time>", "for how long at a time, 1h to 30d; it is renewed by itself", "10d")
    .option("--tag <tag>", "only events of this category; may be repeated", repeated)
    .addOption(
      new Option(
        "--filter <filter>",
        'only some events, as in peers.yaml: "{tags: [music], hops: 3}"',
      ).conflicts("tag"),
    )
    .option("--bearer", "let it push with a token that is made for it, instead of OpenPGP signatures")
    .option("--fingerprint <digits>", "of its key, as its operator told it; another key is refused")
    .option("--yes", "ask it without asking you")
    .addHelpText(
      "after",
      `
The server of this node has to run (discal serve): the other node asks it back.

Examples:
  discal peers register https://calendar.neighbour.example
  discal peers register https://calendar.neighbour.example --both --tag music
  discal peers registrations`,
    )
    .action(async (address: string, options: Options, command: Command) => {
      const { json } = globalOptions(command);
      const origin = readOrigin(address);
      const expected = readFingerprint(options.fingerprint);
      const wish = {
        lease: readLease(options.lease),
        filter: filterOf(options),
        proof: options.bearer === true ? ("bearer" as const) : ("openpgp" as const),
        mutual: options.both === true,
      };
      const agree = agreement(shell, { yes: options.yes === true, json });
      await withNode(shell, command, async ({ node, config, say }) => {
        if (origin === node.self.url) throw new UsageError(`${origin} is this node itself`);
        const met = await node.meet(origin);
        refuseOther(met, expected);
        if (!json) shell.out.write(`${introductionFacts(met, expected, widthOf(shell.out))}\n`);
        if (!(await agree("Ask it to push to this node?", agreedFlags(met))))
          return say({ asked: null }, () => "Nobody was asked.");
        const asked = await awaitAnswer(node, await node.register(origin, wish), shell);
        say({ asked: registrationJson(asked) }, () => askedText(asked, node.self.url, config.node.timezone));
      });
    });
}

/** What came of it within a few seconds; what takes longer is followed by the running server. */
export async function awaitAnswer(
  node: Pick<Node, "followRegistration">,
  asked: Registration,
  { pause }: Pick<Shell, "pause">,
): Promise<Registration> {
  let last = asked;
  for (const ms of PAUSES) {
    if (last.state !== "requested" && last.state !== "verifying") break;
    await pause(ms);
    last = await node.followRegistration(asked.id);
  }
  return last;
}

function readLease(text: string): number {
  const lease = parseLease(text);
  if (lease !== null) return lease;
  throw new UsageError(`--lease is "${text}": expected a time of 1h to 30d, such as 10d`);
}

function filterOf({ tag, filter }: Options): PeerFilter | null {
  if (filter !== undefined) return asUsage(() => readFilter(filter));
  return tag === undefined ? null : { tags: tag };
}
