import type { Command } from "commander";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Site } from "../../core/model/site.ts";
import type { Introduction } from "../../exchange/keys/introduce.ts";
import type { Node } from "../../node.ts";
import { agreement } from "../agreement.ts";
import { UsageError } from "../exit.ts";
import { type FilterOptions, filterSettings, withFilters } from "../filter-options.ts";
import { globalOptions, withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { peerJson } from "../../sinks/peer-json.ts";
import { agreedFlags, introductionFacts, readFingerprint, readOrigin, refuseOther } from "./introduction.ts";
import { type QuotaOption, quotaSetting, withQuota } from "./quota-option.ts";
import { siteSettings } from "../sites/site-settings.ts";
import { widthOf } from "../terminal.ts";

interface Options extends FilterOptions, QuotaOption {
  readonly name?: string;
  readonly poll?: string;
  readonly fingerprint?: string;
  readonly push: boolean;
  readonly accept: boolean;
  readonly yes?: true;
}

/** `discal peers add`: another node, which is asked who it is before it is trusted. */
export function addPeersAdd(peers: Command, shell: Shell): void {
  withQuota(withFilters(peers.command("add")))
    .description("add another node, having shown who it says it is; its key is pinned")
    .argument("<origin>", "where the node is, such as https://calendar.example")
    .option("--fingerprint <digits>", "of its key, as its operator told it; another key is refused")
    .option("--name <name>", "what people call it; by default what it calls itself")
    .option("--poll <schedule>", 'how often its feed is read: "30m", "1h", a cron pattern, or never')
    .option("--no-push", "don't push new versions to it")
    .option("--no-accept", "don't take its pushes")
    .option("--yes", "add it without asking, also where it does not answer yet")
    .addHelpText(
      "after",
      `
Examples:
  discal peers add https://calendar.neighbour.example
  discal peers add https://calendar.neighbour.example --yes \\
    --fingerprint "4724 A655 A612 69C2 A570 F503 6B40 3B53 D856 AAB3"`,
    )
    .action(async (address: string, options: Options, command: Command) => {
      const { json } = globalOptions(command);
      const origin = readOrigin(address);
      const expected = readFingerprint(options.fingerprint);
      const limits = { ...filterSettings(options), ...quotaSetting(options) };
      const agree = agreement(shell, { yes: options.yes === true, json });
      await withNode(shell, command, async ({ node, say }) => {
        if (origin === node.self.url)
          throw new UsageError(`${origin} is this node itself; add only other nodes`);
        const met = await meet(node, origin);
        if ("site" in met) refuseOther(met, expected);
        if (!json) shell.out.write(`${introductionText(origin, met, expected, widthOf(shell.out))}\n`);
        const flags = "site" in met ? agreedFlags(met) : "--yes";
        if (!(await agree("Add this peer?", flags))) return say({ added: null }, () => "Nothing was added.");
        const name = options.name ?? ("site" in met ? met.site.name.slice(0, 100) : undefined);
        const peer = await node.addSite({
          kind: "peer",
          url: origin,
          ...siteSettings({ ...options, ...(name !== undefined && { name }) }),
          push: options.push,
          accept: options.accept,
          ...limits,
          fingerprint: "site" in met ? met.site.fingerprint : expected,
        });
        const lag = await node.store.deliveries.lagOf(peer.id);
        say({ added: peerJson(peer, lag) }, () => addedText(node, peer));
      });
    });
}

/** Who answers there, or why nobody does: a peer may come up later. */
async function meet(
  node: Pick<Node, "meet">,
  origin: string,
): Promise<Introduction | { readonly absent: string }> {
  try {
    return await node.meet(origin);
  } catch (error) {
    if (error instanceof DomainError && error.problem === "unreachable") return { absent: error.message };
    throw error;
  }
}

function introductionText(
  origin: string,
  met: Awaited<ReturnType<typeof meet>>,
  expected: string | null,
  width: number,
): string {
  if ("absent" in met)
    return `${met.absent}\nAs long as ${origin} does not answer, nothing is exchanged. ${
      expected === null
        ? "The first key that it then shows is pinned."
        : "Only the key that you named is taken."
    }\n`;
  return introductionFacts(met, expected, width);
}

function addedText({ self }: Pick<Node, "self">, { id, name }: Site): string {
  return `Added ${name} as site ${id}. It exchanges events with this node once its operator has added this one, too:
  npx discal peers add ${self.url} --fingerprint ${self.signer.fingerprint}
Until then it refuses this node, which tries again after 5 seconds, and then ever less often; at once by: npx discal peers replay ${id}`;
}
