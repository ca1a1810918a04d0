import type { Command } from "commander";
import { addExportKey } from "./keys/export.ts";
import { addRevokeKey } from "./keys/revoke.ts";
import { addRotateKey } from "./keys/rotate.ts";
import { addShowKey } from "./keys/show.ts";
import type { Shell } from "./shell.ts";

/** `discal keys`: this node's key, which its peers pin, and the subkey that signs day by day. */
export function addKeys(program: Command, shell: Shell): void {
  const keys = program
    .command("keys")
    .description("show this node's key, rotate or revoke the subkey that signs")
    .addHelpText(
      "after",
      `
Examples:
  discal keys
  discal keys export | gpg --import
  discal keys rotate
  discal keys revoke --reason compromised --primary /media/stick/primary.asc`,
    );
  for (const add of [addShowKey, addExportKey, addRotateKey, addRevokeKey]) add(keys, shell);
}
