import type { Command } from "commander";
import type { Registration } from "../../core/model/registration.ts";
import { USUAL_LEASE } from "../../core/reconcile/lease.ts";
import type { Node } from "../../node.ts";
import { registrationJson } from "../../sinks/registration-json.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { findRegistration } from "./find-registration.ts";
import { awaitAnswer } from "./register.ts";
import { approvedText, askedText } from "./registration-words.ts";

/** `discal peers approve`: lets a site be pushed to that has asked for it. */
export function addPeersApprove(peers: Command, shell: Shell): void {
  peers
    .command("approve")
    .description("push to a site that has asked for it (peers registrations lists them)")
    .argument("<peer>", "its address or host")
    .option("--both", "ask it to push to this node in return")
    .addHelpText(
      "after",
      `
Examples:
  discal peers approve calendar.neighbour.example
  discal peers approve calendar.neighbour.example --both`,
    )
    .action(async (wanted: string, { both }: { readonly both?: true }, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const { timezone } = config.node;
        const { id, site } = findRegistration(await incoming(node), wanted);
        const approved = await node.decideRegistration(id, "approve");
        const wish = { filter: null, lease: USUAL_LEASE, proof: "openpgp", mutual: true } as const;
        const asked = both === true ? await awaitAnswer(node, await node.register(site, wish), shell) : null;
        say({ approved: registrationJson(approved), asked: asked && registrationJson(asked) }, () =>
          [
            approvedText(approved, timezone),
            ...(asked === null ? [] : ["", askedText(asked, node.self.url, timezone)]),
          ].join("\n"),
        );
      });
    });
}

/** `discal peers revoke`: refuses a site that asks to be pushed to, or ends what was approved. */
export function addPeersRevoke(peers: Command, shell: Shell): void {
  peers
    .command("revoke")
    .description("refuse a site that asks to be pushed to, or end what was approved")
    .argument("<peer>", "its address or host")
    .addHelpText("after", `\nExamples:\n  discal peers revoke calendar.neighbour.example`)
    .action(async (wanted: string, _options: object, command: Command) => {
      await withNode(shell, command, async ({ node, say }) => {
        const { id, site } = findRegistration(await incoming(node), wanted);
        const { host } = new URL(site);
        const decided = await node.decideRegistration(id, "revoke");
        say(
          { decided: registrationJson(decided) },
          () =>
            `Nothing is pushed to ${host} any more, whatever it asks, until: npx discal peers approve ${host}`,
        );
      });
    });
}

async function incoming({ store }: Pick<Node, "store">): Promise<readonly Registration[]> {
  return (await store.registrations.all()).filter(({ direction }) => direction === "in");
}

/** `discal peers unregister`: takes back what this node asked of another. */
export function addPeersUnregister(peers: Command, shell: Shell): void {
  peers
    .command("unregister")
    .description("take back that another node is to push to this one; it is told")
    .argument("<peer>", "its address or host")
    .addHelpText("after", `\nExamples:\n  discal peers unregister calendar.neighbour.example`)
    .action(async (wanted: string, _options: object, command: Command) => {
      await withNode(shell, command, async ({ node, say }) => {
        const outgoing = (await node.store.registrations.all()).filter(
          ({ direction, state }) => direction === "out" && state !== "gone",
        );
        const { id, site } = findRegistration(outgoing, wanted);
        const taken = await node.unregister(id);
        const { host } = new URL(site);
        say(
          { unregistered: registrationJson(taken) },
          () =>
            `${host} is told by the running server that it need not push to this node any more. It is still polled: npx discal peers remove ${host} ends that.`,
        );
      });
    });
}
