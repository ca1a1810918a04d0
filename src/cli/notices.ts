import { type Command, InvalidArgumentError } from "commander";
import type { Notice } from "../core/model/notice.ts";
import { noticeJson } from "../sinks/notice-json.ts";
import { UsageError } from "./exit.ts";
import { minuteText } from "../sinks/moment.ts";
import { count } from "./output.ts";
import { withNode } from "./session.ts";
import type { Shell } from "./shell.ts";
import { printable } from "./text-width.ts";

const MOST = 200;

/** `discal notices`: what somebody should look at. */
export function addNotices(program: Command, shell: Shell): void {
  const notices = program
    .command("notices")
    .description("show what somebody should look at: conflicts, proposals, what was overtaken or refused")
    .option("--all", "those, too, that were marked as seen")
    .addHelpText(
      "after",
      `
Examples:
  discal notices
  discal notices seen 12 13
  discal notices seen --all
  discal notices --json | jq -r '.notices[].text'`,
    )
    .action(async ({ all = false }: { all?: boolean }, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const asked = { unseenOnly: !all, before: null, limit: MOST };
        const listed = await node.store.notices.list(asked);
        say({ notices: listed.map(noticeJson) }, () => noticesText(listed, config.node.timezone));
      });
    });
  addSeen(notices, shell);
}

function addSeen(notices: Command, shell: Shell): void {
  notices
    .command("seen")
    .description("mark notices as seen")
    .argument("[id...]", "their numbers, as `notices` tells them", readId)
    .option("--all", "all that there are")
    .addHelpText(
      "after",
      `
Examples:
  discal notices seen 12 13
  discal notices seen --all`,
    )
    .action(async (ids: readonly number[] = [], _options: object, command: Command) => {
      const { all = false } = command.optsWithGlobals<{ all?: boolean }>();
      if (ids.length === 0 && !all) throw new UsageError("name the notices by their numbers, or give --all");
      await withNode(shell, command, async ({ node, say }) => {
        const { notices: kept } = node.store;
        const seen: number[] = [];
        for (const id of all ? await unseen(kept) : ids) {
          if (!(await kept.seen(id, shell.clock()))) throw new UsageError(`there is no notice ${id}`);
          seen.push(id);
        }
        say({ seen }, () => `Marked ${count(seen.length, "notice")} as seen.`);
      });
    });
}

async function unseen(notices: {
  list(options: { unseenOnly: boolean; before: null; limit: number }): Promise<readonly Notice[]>;
}): Promise<readonly number[]> {
  const listed = await notices.list({ unseenOnly: true, before: null, limit: 10_000 });
  return listed.map(({ id }) => id);
}

function readId(text: string, ids: readonly number[] = []): readonly number[] {
  if (/^[1-9]\d{0,8}$/.test(text)) return [...ids, Number(text)];
  throw new InvalidArgumentError("Expected the number of a notice.");
}

function noticesText(notices: readonly Notice[], timezone: string): string {
  if (notices.length === 0) return "Nothing to look at.";
  return notices
    .map(
      ({ id, at, kind, text, seenAt }) =>
        `${id}  ${minuteText(at, timezone)}  ${kind}${seenAt === null ? "" : ", seen"}\n  ${printable(text)}\n`,
    )
    .join("\n");
}
