import { resolve } from "node:path";
import type { Command } from "commander";
import { makeBackup } from "./backup/make-backup.ts";
import type { Manifest } from "./backup/manifest.ts";
import { UsageError } from "./exit.ts";
import { sizeText } from "./quantity.ts";
import { withNode } from "./session.ts";
import type { Shell } from "./shell.ts";
import { readVersion } from "./version.ts";

interface Options {
  readonly withSecretKey?: true;
  readonly withoutPrimary?: true;
}

/** `discal backup`: database, keys and configuration in one folder, also while the server runs. */
export function addBackup(program: Command, shell: Shell): void {
  program
    .command("backup")
    .description("back up database, keys and configuration into a new folder, also while the server runs")
    .argument("<folder>", "that is not there yet; it is made whole or not at all")
    .option("--with-secret-key", "put the key in that seals other sites' tokens in the database (secret.key)")
    .option("--without-primary", "leave the primary key out, for a backup that goes elsewhere")
    .addHelpText(
      "after",
      `
The folder holds secrets: the node's keys, and addresses of feeds. Only you can
read it; keep it that way. \`discal restore\` checks it, and puts it back.

Other sites' tokens are sealed in the database. Their key is left out, unless it
is asked for: keep a copy of it apart. Without it a restored node runs all the
same, and those sites give other tokens by themselves, within days.

Examples:
  discal backup "backups/$(date +%F)"
  discal backup --without-primary /mnt/elsewhere/calendar`,
    )
    .action(async (folder: string, options: Options, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        if (config.sample)
          throw new UsageError("this is the made-up sample city: there is nothing to back up");
        const target = resolve(shell.cwd, folder);
        const withPrimary = options.withoutPrimary !== true;
        const withSecretKey = options.withSecretKey === true;
        const manifest = await makeBackup(node, config, {
          target,
          withPrimary,
          withSecretKey,
          now: shell.clock(),
          version: readVersion(),
        });
        say({ folder: target, ...manifest }, () => madeText(target, manifest));
      });
    });
}

function madeText(target: string, { files, primary, secret_key: secretKey }: Manifest): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const without = primary ? "" : "\nThe primary key is not in it: keep that in a safe place of its own.";
  const sealed = secretKey
    ? "\nThe secret key is in it, too: who has this folder can read other sites' tokens."
    : "\nThe secret key is not in it: keep a copy of that apart, or put it in with --with-secret-key.";
  return `Backed up ${files.map(({ path }) => path).join(", ")} (${sizeText(bytes)}) to ${target}.${without}${sealed}
To put it back: npx discal restore ${target}`;
}
