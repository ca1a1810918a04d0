import type { Command } from "commander";
import type { Site } from "../core/model/site.ts";
import { PartialFailure, UsageError } from "./exit.ts";
import { findSite } from "./find-site.ts";
import { changesOf, pollJson, pollText } from "./poll-report.ts";
import { showProgress } from "./progress.ts";
import { withNode } from "./session.ts";
import type { Shell } from "./shell.ts";

/** `discal poll [site]`: polls now, due or not, with or without a running server. */
export function addPoll(program: Command, shell: Shell): void {
  program
    .command("poll")
    .description("poll all sites and peers, or one, now, due or not, and show what changed")
    .argument("[site]", "its name, number, address or host")
    .option("--compare", "compare digests with peers, too: finds what was lost on either side")
    .addHelpText(
      "after",
      `
Examples:
  discal poll
  discal poll "Town library"
  discal poll calendar.neighbour.example --compare
  discal poll --json | jq '.sites[] | select(.outcome == "failed")'`,
    )
    .action(async (wanted: string | undefined, options: { readonly compare?: true }, command: Command) => {
      await withNode(shell, command, async ({ node, say }) => {
        const sites = chosen(await node.store.registry.all(), wanted);
        const progress = showProgress(shell.err, sites.length);
        const reports = await node
          .poll(sites, ({ site }) => progress.step(site.name), { compare: options.compare === true })
          .finally(() => progress.end());
        const changes = await changesOf(reports, node.store.commons);
        say(pollJson(reports), (width) => pollText(reports, changes, width));
        if (reports.some(({ outcome }) => outcome === "failed")) throw new PartialFailure();
      });
    });
}

/** The site that was named, else all but those that the configuration says are never polled by themselves. */
function chosen(sites: readonly Site[], wanted: string | undefined): readonly Site[] {
  const pollable = sites.filter(({ kind, enabled }) => kind !== "file" && enabled);
  if (wanted !== undefined) return [findSite(pollable, wanted)];
  const all = pollable.filter(({ poll }) => poll !== null);
  if (all.length > 0) return all;
  throw new UsageError(
    "there is nothing to poll: list feeds under `sites:` in peers.yaml (`npx discal init` writes one)",
  );
}
