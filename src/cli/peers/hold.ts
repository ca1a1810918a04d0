import type { Command } from "commander";
import type { Registration } from "../../core/model/registration.ts";
import type { Site } from "../../core/model/site.ts";
import { leaseStep } from "../../core/reconcile/lease.ts";
import type { Node } from "../../node.ts";
import { registrationJson } from "../../sinks/registration-json.ts";
import { UsageError } from "../exit.ts";
import { siteThatFits } from "../find-site.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { findRegistration, registrationThatFits } from "./find-registration.ts";
import { peersOf } from "./peers-of.ts";

const WHO = ["<peer>", "its name, number, address or host"] as const;

/** `discal peers suspend`: takes nothing of a peer for now, and gives it nothing. */
export function addPeersSuspend(peers: Command, shell: Shell): void {
  peers
    .command("suspend")
    .description("take nothing of a peer for now, and push nothing to it")
    .argument(...WHO)
    .option("--reason <text>", "why, for whoever asks later", "Suspended by hand.")
    .addHelpText(
      "after",
      `
The peer is neither polled nor pushed to, and its pushes are answered 429. Its
events stay, and so does its place in the change log: after \`peers resume\` both
sides go on where they were. What anybody may read here it may, too.

Examples:
  discal peers suspend calendar.neighbour.example`,
    )
    .action(async (wanted: string, { reason }: { readonly reason: string }, command: Command) => {
      await withNode(shell, command, async ({ node, say }) => {
        const { peer, asked, isHeld } = await find(node, wanted);
        const holdsPush = asked !== null && (peer === null || leaseStep(asked.state, "suspend") !== null);
        const takes = peer !== null && !isHeld;
        if (peer !== null && !takes && !holdsPush)
          throw new UsageError(`${peer.name} is suspended already: npx discal peers shows how it stands`);
        const decided = holdsPush ? await node.decideRegistration(asked.id, "suspend") : null;
        if (takes) await node.suspendSite(peer.id, reason);
        say({ suspended: takes ? peer.id : null, decided: decided && registrationJson(decided) }, () =>
          [
            ...(takes ? [`Nothing of ${peer.name} is taken, and nothing is pushed to it.`] : []),
            ...(decided === null || takes ? [] : [`Nothing is pushed to ${new URL(decided.site).host}.`]),
            `To go on: npx discal peers resume ${wanted}`,
          ].join("\n"),
        );
      });
    });
}

/** `discal peers resume`: lifts whatever holds a peer, that nothing is pushed to it or that nothing of it is taken. */
export function addPeersResume(peers: Command, shell: Shell): void {
  peers
    .command("resume")
    .description("go on with a peer that was suspended, by hand or by the brake")
    .argument(...WHO)
    .addHelpText("after", "\nExamples:\n  discal peers resume calendar.neighbour.example")
    .action(async (wanted: string, _options: object, command: Command) => {
      await withNode(shell, command, async ({ node, say }) => {
        const { peer, asked, isHeld } = await find(node, wanted);
        const resumesPush = asked !== null && (asked.state === "suspended" || !isHeld);
        if (peer !== null && asked === null && !isHeld)
          throw new UsageError(`${peer.name} is not suspended: npx discal peers shows how it stands`);
        if (peer !== null && isHeld) await node.resumeSite(peer.id);
        const decided = resumesPush ? await node.decideRegistration(asked.id, "resume") : null;
        const resumed = peer !== null && isHeld ? peer : null;
        const pushed = decided?.site ?? (resumed?.push === true ? resumed.url : null);
        say({ resumed: resumed?.id ?? null, decided: decided && registrationJson(decided) }, () =>
          [
            ...(resumed === null ? [] : [`What comes from ${resumed.name} is taken again.`]),
            ...(pushed === null ? [] : [`${new URL(pushed).host} is pushed to again.`]),
          ].join("\n"),
        );
      });
    });
}

/** A peer, and its request to be pushed to; either may be missing. Throws a UsageError where both are. */
async function find(
  { store }: Pick<Node, "store">,
  wanted: string,
): Promise<{ readonly peer: Site | null; readonly asked: Registration | null; readonly isHeld: boolean }> {
  const peer = siteThatFits(peersOf(await store.registry.all()), wanted, "peer");
  const incoming = (await store.registrations.all()).filter(({ direction }) => direction === "in");
  const asked = registrationThatFits(incoming, peer?.url ?? wanted);
  const isHeld = peer !== null && (await store.registry.heldBack(peer.id)) !== null;
  return { peer, asked: peer === null ? (asked ?? findRegistration(incoming, wanted)) : asked, isHeld };
}
