import { randomBytes } from "node:crypto";
import { Option } from "commander";
import type { Command } from "commander";
import { nearest } from "../config/nearest.ts";
import { type Role, type Token, tokenFault } from "../core/model/token.ts";
import { createToken } from "../exchange/tokens.ts";
import { tokenJson, tokenState } from "../sinks/token-json.ts";
import { UsageError } from "./exit.ts";
import { expiryOf } from "./expiry.ts";
import { minuteText } from "../sinks/moment.ts";
import { withNode } from "./session.ts";
import type { Shell } from "./shell.ts";
import { formatTable } from "./table.ts";

const roles: readonly Role[] = ["admin", "editor", "reader"];

/** `discal token`: who may use the API. */
export function addToken(program: Command, shell: Shell): void {
  const token = program
    .command("token")
    .description("make, list and revoke the tokens that programs use the API with")
    .addHelpText(
      "after",
      `
Examples:
  discal token create ci --role editor
  discal token list
  discal token revoke ci`,
    );
  addCreate(token, shell);
  addList(token, shell);
  addRevoke(token, shell);
}

function addCreate(token: Command, shell: Shell): void {
  token
    .command("create")
    .description("make a token; it is shown this once, and only its hash is kept")
    .argument("<name>", "what it is for")
    .addOption(
      new Option("--role <role>", "admin: all; editor: events; reader: what is not public")
        .choices(roles)
        .makeOptionMandatory(),
    )
    .option("--expires <when>", "after a span such as 90d, at the end of a date, or never", "90d")
    .addHelpText(
      "after",
      `
Standard output is the token alone; the rest is said on standard error. Keep it
out of arguments, which every user of a machine sees in its list of processes.

Examples:
  discal token create ci --role editor
  discal token create "Events of the school" --role editor --expires 2027-07-31
  discal token create backup --role reader > discal.token
  sed 's/^/Authorization: Bearer /' discal.token | \\
    curl -H @- http://127.0.0.1:8080/api/v1/status`,
    )
    .action(async (name: string, options: { role: Role; expires: string }, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const { timezone } = config.node;
        const expiresAt = expiryOf(options.expires, shell.clock(), timezone);
        const wanted = { name, role: options.role, expiresAt };
        const made = await createToken(node.store.tokens, randomBytes, wanted, shell.clock());
        say({ token: made.text, ...tokenJson(made.token, shell.clock()) }, () => {
          const until =
            expiresAt === null ? "until it is revoked" : `until ${minuteText(expiresAt, timezone)}`;
          shell.err.write(
            `Token ${made.token.id} (${options.role}), valid ${until}. Keep it now: it is not shown again.\n`,
          );
          return made.text;
        });
      });
    });
}

function addList(token: Command, shell: Shell): void {
  token
    .command("list", { isDefault: true })
    .description("list tokens: their roles, when they expire, when they were last used")
    .addHelpText(
      "after",
      `
Examples:
  discal token list
  discal token list --json | jq '.tokens[] | select(.state == "valid")'`,
    )
    .action(async (_options: object, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const tokens = await node.store.tokens.all();
        const now = shell.clock();
        say({ tokens: tokens.map((each) => tokenJson(each, now)) }, (width) =>
          tokenTable(tokens, { now, timezone: config.node.timezone, width }),
        );
      });
    });
}

function addRevoke(token: Command, shell: Shell): void {
  token
    .command("revoke")
    .description("revoke a token: whoever has it is refused from then on")
    .argument("<token>", "its number or name")
    .addHelpText(
      "after",
      `
Examples:
  discal token revoke ci`,
    )
    .action(async (wanted: string, _options: object, command: Command) => {
      await withNode(shell, command, async ({ node, say }) => {
        const { id } = findToken(await node.store.tokens.all(), wanted, shell.clock());
        const revoked = await node.store.tokens.revoke(id, shell.clock());
        say({ revoked: tokenJson(revoked, shell.clock()) }, () => `Revoked ${revoked.name}.`);
      });
    });
}

/** By its number, else by its name; of several of one name the one that is still valid. */
function findToken(tokens: readonly Token[], wanted: string, now: number): Token {
  const named = tokens.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  const valid = named.filter((token) => tokenFault(token, now) === null);
  const [only, ...others] = valid.length > 0 ? valid : named;
  const found = tokens.find(({ id }) => String(id) === wanted) ?? only;
  if (found !== undefined && (others.length === 0 || found !== only)) return found;
  if (found !== undefined) {
    const numbers = valid.map(({ id }) => id).join(", ");
    throw new UsageError(`several tokens are called "${wanted}": name one by its number, ${numbers}`);
  }
  const meant = nearest(
    wanted,
    tokens.map(({ name }) => name),
  );
  const hint = meant === null ? "`npx discal token list` lists them" : `did you mean "${meant}"?`;
  throw new UsageError(`there is no token "${wanted}"; ${hint}`);
}

function tokenTable(
  tokens: readonly Token[],
  { now, timezone, width }: { readonly now: number; readonly timezone: string; readonly width: number },
): string {
  if (tokens.length === 0) return "No tokens yet: npx discal token create NAME --role editor";
  return formatTable(
    tokens,
    [
      { title: "#", value: ({ id }) => id, align: "right" },
      { title: "NAME", value: ({ name }) => name, shrinks: true },
      { title: "ROLE", value: ({ role }) => role },
      { title: "STATE", value: (token) => tokenState(token, now) },
      { title: "EXPIRES", value: ({ expiresAt }) => minuteText(expiresAt, timezone) || "never" },
      { title: "LAST USED", value: ({ lastUsedAt }) => minuteText(lastUsedAt, timezone) || "never" },
      { title: "MADE", value: ({ createdAt }) => minuteText(createdAt, timezone), spare: true },
    ],
    width,
  );
}
