import type { Command } from "commander";
import { matterOf } from "../../exchange/editing/desk.ts";
import { eventArgument, namedEvent } from "../events/revised.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";

/** `discal conflicts dismiss`: what is proposed is not taken. */
export function addConflictsDismiss(conflicts: Command, shell: Shell): void {
  conflicts
    .command("dismiss")
    .description("do not take what is proposed to an event; it stays in its history")
    .argument("<event>", eventArgument)
    .addHelpText(
      "after",
      `
Examples:
  discal conflicts dismiss 5f1c@library.example`,
    )
    .action(async (wanted: string, _options: object, command: Command) => {
      await withNode(shell, command, async (session) => {
        const { node, say } = session;
        const { uid } = await namedEvent(session, shell, wanted);
        const { title } = await matterOf(node.store, uid);
        await node.dismiss(uid);
        say(
          { uid },
          () => `Dismissed what was proposed to "${title}". It is kept: npx discal events history ${uid}`,
        );
      });
    });
}
