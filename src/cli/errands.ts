import type { Command } from "commander";
import { errandAbout, errandJson, errandState } from "../sinks/errand-json.ts";
import { minuteText } from "../sinks/moment.ts";
import { withNode } from "./session.ts";
import type { Shell } from "./shell.ts";
import { formatTable } from "./table.ts";

/** `discal errands`: what other sites are to be told, beside polls and deliveries. */
export function addErrands(program: Command, shell: Shell): void {
  program
    .command("errands")
    .description("show what waits to be told to other sites, what was, and what could not be")
    .addHelpText(
      "after",
      `
Reports of changes to the nodes that events come from, requests to be pushed to,
web hooks and mail. The running server tries each until its time is up.

Examples:
  discal errands
  discal errands --json | jq '.errands[] | select(.state == "given-up")'`,
    )
    .action(async (_options: object, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const { timezone } = config.node;
        const errands = await node.store.errands.list();
        const asked = await node.store.registrations.all();
        say({ errands: errands.map(errandJson) }, (width) => {
          if (errands.length === 0) return "Nothing is to be told to other sites.";
          return formatTable(
            errands,
            [
              { title: "KIND", value: ({ kind }) => kind },
              { title: "ABOUT", value: (errand) => errandAbout(errand, asked), shrinks: true },
              { title: "STATE", value: (errand) => errandState(errand).replace("-", " ") },
              { title: "TRIES", value: ({ tries }) => tries, align: "right" },
              { title: "NEXT TRY", value: ({ nextTry }) => minuteText(nextTry, timezone), spare: true },
              { title: "SAID", value: ({ outcome, lastError }) => outcome ?? lastError ?? "", shrinks: true },
            ],
            width,
          );
        });
      });
    });
}
