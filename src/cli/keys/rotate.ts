import { join, resolve } from "node:path";
import type { Command } from "commander";
import type { Retirement } from "../../wire/rotate-keys.ts";
import { count } from "../output.ts";
import { type Session, withNode } from "../session.ts";
import type { Shell } from "../shell.ts";

/** The old subkey signs on while what it signed is under way, and peers fetch the new one. */
const OVERLAP = 24 * 3_600_000;

/** `discal keys rotate`: a new signing subkey beneath the same primary. */
export function addRotateKey(keys: Command, shell: Shell): void {
  keys
    .command("rotate")
    .description("make a new signing subkey; the old one expires after a day")
    .option("--primary <file>", "the primary key, where primary.asc is kept elsewhere")
    .addHelpText(
      "after",
      `
The fingerprint that peers have pinned stays. A running server takes the new
subkey up by itself, and peers fetch it when they see it first.

Examples:
  discal keys rotate
  discal keys rotate --primary /media/stick/primary.asc`,
    )
    .action(async ({ primary }: { primary?: string }, command: Command) => {
      await withNode(shell, command, (session) =>
        renew(session, shell, primary ?? null, { how: "expire", at: shell.clock() + OVERLAP }),
      );
    });
}

/** Puts a new subkey in the place of those that signed until now, and says what came of it. */
export async function renew(
  { node, config, say }: Session,
  shell: Shell,
  file: string | null,
  retire: Retirement,
): Promise<void> {
  // Help is told without waiting for openpgp to load.
  const { rotateKeyFiles } = await import("../../wire/keystore.ts");
  const dir = join(config.node.data, "keys");
  const primary = file === null ? null : resolve(shell.cwd, file);
  const { written, primary: path } = await rotateKeyFiles({ dir, primary, retire, now: shell.clock() });
  const { versions, doubtful } = await node.takeUpKeys();
  const { fingerprint } = node.self.signer;
  if (!written)
    shell.err.write(
      `${path} could not be written: it does not hold the new subkey. Keep ${dir} in your backup.\n`,
    );
  say({ fingerprint, primary_written: written, signed_anew: versions, doubtful }, () =>
    [
      `${fingerprint} has a new signing subkey; ${END[retire.how]}.`,
      ...(versions > 0 ? [`${count(versions, "event")} of this node signed anew.`] : []),
      ...(doubtful.length > 0
        ? [
            "Of these a version came from elsewhere under this node's name, and was taken out; the last one that was made here stands. Look at them:",
            ...doubtful.map((uid) => `  discal events history '${uid}'`),
          ]
        : []),
    ].join("\n"),
  );
}

const END: Readonly<Record<Retirement["how"], string>> = {
  expire: "the old one expires in a day",
  superseded: "the old one is revoked as superseded, what it signed stays good",
  compromised: "the old one is revoked as compromised, nothing that it signed is believed any more",
};
