import { existsSync } from "node:fs";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import type { Config } from "../config/config.ts";
import { DomainError } from "../core/model/domain-error.ts";
import { checkFiles } from "./backup/check-backup.ts";
import { DATABASE, type Manifest, readManifest, SETTINGS } from "./backup/manifest.ts";
import { isTaken, putBack } from "./backup/put-back.ts";
import { putSecretKey } from "./backup/put-secret-key.ts";
import { asUsage, UsageError } from "./exit.ts";
import { minuteText } from "../sinks/moment.ts";
import { createOutput } from "./output.ts";
import { globalOptions } from "./session.ts";
import type { Shell } from "./shell.ts";

/** `discal restore`: what `discal backup` made, checked, and put where the configuration says. */
export function addRestore(program: Command, shell: Shell): void {
  program
    .command("restore")
    .description("check a backup, and put its database, keys and configuration back")
    .argument("<folder>", "that `discal backup` made")
    .option("--force", "also where a node is already: what is there is moved aside, not deleted")
    .addHelpText(
      "after",
      `
Stop the server first. A configuration that is there stays as it is, and says
where the data goes; where there is none, that of the backup is put back, too.

Examples:
  discal restore backups/2026-11-21
  discal restore --config /etc/discal/peers.yaml /mnt/elsewhere/calendar --force`,
    )
    .action(async (folder: string, { force }: { readonly force?: true }, command: Command) => {
      const { config: named, json } = globalOptions(command);
      const source = resolve(shell.cwd, folder);
      const manifest = await readManifest(source);
      await checkFiles(source, manifest);
      await refuseUnfit(source, manifest);
      const settings = await settle(shell, named, source, manifest);
      try {
        const { data, secretKey } = settings.config.node;
        await refuseTaken(data, force === true);
        const aside = await putBack(source, manifest, data, shell.clock());
        const formerKey = manifest.secret_key ? await putSecretKey(source, secretKey, shell.clock()) : null;
        createOutput(shell.out, json)(
          { restored: manifest.node, made: manifest.made, data, aside, secret_key_aside: formerKey },
          () => restoredText(manifest, settings.config, { aside, formerKey }),
        );
      } catch (error) {
        if (settings.isNew) await rm(settings.file, { force: true });
        throw error;
      }
    });
}

interface Settings {
  readonly config: Config;
  readonly file: string;
  /** It was put back from the backup. */
  readonly isNew: boolean;
}

/** The configuration that is here; else that of the backup, which says where the data belongs. */
async function settle(
  shell: Shell,
  named: string | null,
  source: string,
  { files }: Manifest,
): Promise<Settings> {
  const { config, file } = settingsHere(shell, named);
  if (config !== null && !config.sample) return { config, file, isNew: false };
  if (!files.some(({ path }) => path === SETTINGS))
    throw new UsageError(`the backup has no ${SETTINGS}, and there is none here: name one with --config`);
  try {
    await mkdir(dirname(file), { recursive: true });
    await copyFile(join(source, SETTINGS), file);
    return { config: asUsage(() => shell.readConfig(file)), file, isNew: true };
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

/** The configuration that is here; null where the file that `--config` or the environment names is not there. */
function settingsHere(
  shell: Shell,
  named: string | null,
): { readonly config: Config | null; readonly file: string } {
  try {
    const config = shell.readConfig(named);
    return { config, file: config.file ?? resolve(shell.cwd, SETTINGS) };
  } catch (error) {
    const file = error instanceof DomainError ? error.details["file"] : undefined;
    const path = resolve(shell.cwd, String(file));
    if (file !== undefined && !existsSync(path)) return { config: null, file: path };
    return asUsage(() => {
      throw error;
    });
  }
}

/** What was broken before it was backed up, or is of a later program, must not take a good one's place. */
async function refuseUnfit(source: string, { schema, program }: Manifest): Promise<void> {
  // Help is told without waiting for the store to load.
  const { inspectDatabase } = await import("../store/sqlite/database/inspect.ts");
  const { newest = 0, faults = [] } = inspectDatabase(join(source, DATABASE)) ?? {};
  if (faults.length > 0)
    throw new DomainError(
      "invalid",
      `The database of the backup was damaged when it was made (${faults[0]}). Nothing was changed; take another one.`,
    );
  if (schema > newest)
    throw new DomainError(
      "unsupported",
      `The backup is of DisCal ${program}, which is newer than this program: install that one, or a later one.`,
    );
}

async function refuseTaken(data: string, force: boolean): Promise<void> {
  const { isInUse } = await import("../store/sqlite/database/in-use.ts");
  if (isInUse(join(data, DATABASE)))
    throw new UsageError(`a server, or another command, works in ${data}: stop it first`);
  if (isTaken(data) && !force)
    throw new UsageError(
      `there is a node in ${data} already; with --force it is moved aside (not deleted), and the backup takes its place`,
    );
}

interface Aside {
  /** Where what was there is kept; null where nothing was. */
  readonly aside: string | null;
  /** The same of another secret key. */
  readonly formerKey: string | null;
}

function restoredText(
  { node, made, primary }: Manifest,
  config: Config,
  { aside, formerKey }: Aside,
): string {
  const { data, timezone, url, secretKey } = config.node;
  const lines = [
    `Restored ${node.name} (${node.url}) as of ${minuteText(Date.parse(made), timezone)} into ${data}.`,
    ...(aside === null ? [] : [`What was there is in ${aside}; delete it once all is well.`]),
    ...(formerKey === null ? [] : [`Another secret key was at ${secretKey}; it is in ${formerKey}.`]),
    ...(existsSync(secretKey)
      ? []
      : [
          `There is no secret key at ${secretKey}: put a copy of it there before the start. Without it another one is made, and sites that gave this node tokens are to ask anew, which they do by themselves.`,
        ]),
    ...(primary
      ? []
      : ["The primary key was not in the backup: the node runs without it; renewing its keys needs it."]),
    ...(url === node.url
      ? []
      : [
          `The configuration says ${url}: if the node has moved there, run \`npx discal move ${url} --from ${node.url}\`.`,
        ]),
    "Next: npx discal doctor, then npx discal serve. It compares itself with its peers, and fetches what it lacks.",
  ];
  return lines.join("\n");
}
