import { resolve } from "node:path";
import type { Command } from "commander";
import { makeBackup } from "./backup/make-backup.ts";
import type { Manifest } from "./backup/manifest.ts";
import { UsageError } from "./exit.ts";
import { sizeText } from "./quantity.ts";
import { withNode } from "./session.ts";
import type { Shell } from "./shell.ts";
import { readVersion } from "./version.ts";

/** `discal backup`: database, keys and configuration in one folder, also while the server runs. */
export function addBackup(program: Command, shell: Shell): void {
  program
    .command("backup")
    .description("back up database, keys and configuration into a new folder, also while the server runs")
    .argument("<folder>", "that is not there yet; it is made whole or not at all")
    .option("--without-primary", "leave the primary key out, for a backup that goes elsewhere")
    .addHelpText(
      "after",
      `
The folder holds secrets: the node's keys, and addresses of feeds. Only you can
read it; keep it that way. \`discal restore\` checks it, and puts it back.

Examples:
  discal backup "backups/$(date +%F)"
  discal backup --without-primary /mnt/elsewhere/calendar`,
    )
    .action(async (folder: string, options: { readonly withoutPrimary?: true }, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        if (config.sample)
          throw new UsageError("this is the made-up sample city: there is nothing to back up");
        const target = resolve(shell.cwd, folder);
        const withPrimary = options.withoutPrimary !== true;
        const manifest = await makeBackup(node, config, {
          target,
          withPrimary,
          now: shell.clock(),
          version: readVersion(),
        });
        say({ folder: target, ...manifest }, () => madeText(target, manifest));
      });
    });
}

function madeText(target: string, { files, primary }: Manifest): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const without = primary ? "" : "\nThe primary key is not in it: keep that in a safe place of its own.";
  return `Backed up ${files.map(({ path }) => path).join(", ")} (${sizeText(bytes)}) to ${target}.${without}
To put it back: npx discal restore ${target}`;
}
