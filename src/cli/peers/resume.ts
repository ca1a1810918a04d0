import type { Command } from "commander";
import type { Registration } from "../../core/model/registration.ts";
import type { Site } from "../../core/model/site.ts";
import type { Node } from "../../node.ts";
import { registrationJson } from "../../sinks/registration-json.ts";
import { UsageError } from "../exit.ts";
import { siteThatFits } from "../find-site.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { findRegistration, registrationThatFits } from "./find-registration.ts";
import { peersOf } from "./peers-of.ts";

/** `discal peers resume`: lifts whatever holds a peer, that nothing is pushed to it or that nothing of it is taken. */
export function addPeersResume(peers: Command, shell: Shell): void {
  peers
    .command("resume")
    .description("go on with a peer that was suspended, by hand or by the brake")
    .argument("<peer>", "its name, number, address or host")
    .addHelpText("after", "\nExamples:\n  discal peers resume calendar.neighbour.example")
    .action(async (wanted: string, _options: object, command: Command) => {
      await withNode(shell, command, async ({ node, say }) => {
        const { peer, asked } = await find(node, wanted);
        const isHeld = peer !== null && (await node.store.registry.heldBack(peer.id)) !== null;
        const resumesPush = asked !== null && (asked.state === "suspended" || !isHeld);
        if (peer !== null && asked === null && !isHeld)
          throw new UsageError(`${peer.name} is not suspended: npx discal peers shows how it stands`);
        if (isHeld) await node.resumeSite(peer.id);
        const decided = resumesPush ? await node.decideRegistration(asked.id, "resume") : null;
        const said = { resumed: isHeld ? peer.id : null, decided: decided && registrationJson(decided) };
        say(said, () =>
          [
            ...(isHeld ? [`What comes from ${peer.name} is taken again.`] : []),
            ...(decided === null ? [] : [`${new URL(decided.site).host} is pushed to again.`]),
          ].join("\n"),
        );
      });
    });
}

/** A peer, and its request to be pushed to; either may be missing. Throws a UsageError where both are. */
async function find(
  { store }: Pick<Node, "store">,
  wanted: string,
): Promise<{ readonly peer: Site | null; readonly asked: Registration | null }> {
  const peer = siteThatFits(peersOf(await store.registry.all()), wanted, "peer");
  const incoming = (await store.registrations.all()).filter(({ direction }) => direction === "in");
  const asked = registrationThatFits(incoming, peer?.url ?? wanted);
  return { peer, asked: peer === null ? (asked ?? findRegistration(incoming, wanted)) : asked };
}
