import type { Command } from "commander";
import type { SubkeyLife } from "../../wire/signer.ts";
import { grouped } from "../fingerprint.ts";
import { minuteText } from "../../sinks/moment.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";

/** `discal keys show`: the fingerprint, which operators tell each other, and the subkeys beneath it. */
export function addShowKey(keys: Command, shell: Shell): void {
  keys
    .command("show", { isDefault: true })
    .description("show the fingerprint that peers pin, and the subkeys that sign")
    .option("--armor", "print the public certificate instead, as `export` does")
    .addHelpText(
      "after",
      `
Examples:
  discal keys
  discal keys show --json | jq -r .fingerprint`,
    )
    .action(async ({ armor }: { armor?: true }, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const { fingerprint, certificate } = node.self.signer;
        const subkeys = await node.self.signer.subkeys(shell.clock());
        const data = { fingerprint, certificate, subkeys: subkeys.map(subkeyJson) };
        say(data, () =>
          armor === true
            ? certificate
            : [
                fingerprint,
                grouped(fingerprint),
                "",
                ...subkeys.map((each) => line(each, config.node.timezone)),
              ].join("\n"),
        );
      });
    });
}

function line({ fingerprint, state, createdAt, endsAt }: SubkeyLife, timezone: string): string {
  const made = minuteText(createdAt, timezone);
  const until = endsAt === null || state === "signs" ? "" : `, ${minuteText(endsAt, timezone)}`;
  const ends = state === "signs" && endsAt !== null ? ` until ${minuteText(endsAt, timezone)}` : "";
  return `  ${fingerprint}  made ${made}: ${state}${ends}${until}`;
}

function subkeyJson({ fingerprint, state, createdAt, endsAt }: SubkeyLife) {
  return {
    fingerprint,
    state,
    created_at: new Date(createdAt).toISOString(),
    ends_at: endsAt === null ? null : new Date(endsAt).toISOString(),
  };
}
