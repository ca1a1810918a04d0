import type { Command } from "commander";
import { namesOtherKey } from "../../core/model/uid.ts";
import { matterOf } from "../../exchange/editing/desk.ts";
import { wholeMatterJson } from "../../sinks/desk-json.ts";
import { isOpen, type DeskVersion, type Matter } from "../../sinks/matter.ts";
import { eventArgument, namedEvent } from "../events/revised.ts";
import { minuteText } from "../../sinks/moment.ts";
import { count } from "../output.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { formatFacts, formatTable } from "../table.ts";
import { printable, wrapped } from "../text-width.ts";
import { sideBySide } from "./side-by-side.ts";

/** `discal conflicts show`: the versions of one event side by side. */
export function addConflictsShow(conflicts: Command, shell: Shell): void {
  conflicts
    .command("show")
    .description("show the versions of one event side by side, field by field")
    .argument("<event>", eventArgument)
    .addHelpText(
      "after",
      `
Examples:
  discal conflicts show "evening of songs"
  discal conflicts show 5f1c@library.example --json | jq '.fields[].key'`,
    )
    .action(async (wanted: string, _options: object, command: Command) => {
      await withNode(shell, command, async (session) => {
        const { node, config, say } = session;
        const { uid } = await namedEvent(session, shell, wanted);
        const matter = await matterOf(node.store, uid);
        const key = node.self.signer.fingerprint;
        say(wholeMatterJson(matter), (width) =>
          matterText(matter, { timezone: config.node.timezone, width, key }),
        );
      });
    });
}

function matterText(
  matter: Matter,
  { timezone, width, key }: { readonly timezone: string; readonly width: number; readonly key: string },
): string {
  const { stored, title, versions } = matter;
  const facts = formatFacts(
    [
      ["title", title],
      ["uid", stored.uid],
      ["state", stateText(matter)],
    ],
    width,
  );
  const table = versionTable(versions, timezone, width) + reasons(versions, width);
  return [facts, table, sideBySide(matter, width), nextText(matter, key, width)]
    .filter((text) => text !== "")
    .join("\n");
}

function stateText(matter: Matter): string {
  const { versions, stored } = matter;
  const revision = stored.winner?.revision ?? "none";
  if (!isOpen(matter)) return `settled: one version stands, at revision ${revision}`;
  const proposed = versions.filter(({ state }) => state === "proposed").length;
  const stand = count(versions.length - proposed, "version");
  return [
    `${stand} at revision ${revision}`,
    ...(proposed === 0 ? [] : [`${count(proposed, "change")} proposed`]),
  ].join(", ");
}

function versionTable(versions: readonly DeskVersion[], timezone: string, width: number): string {
  return formatTable(
    versions,
    [
      { title: "VERSION", value: ({ number }) => number, align: "right" },
      { title: "STATE", value: ({ state }) => state },
      { title: "BY", value: ({ author, enteredBy }) => enteredBy ?? author, shrinks: true },
      { title: "FROM", value: fromText, shrinks: true },
      { title: "HOP", value: ({ version }) => version.hop, align: "right" },
      { title: "RECEIVED", value: ({ receivedAt }) => minuteText(receivedAt, timezone) },
      { title: "KEY", value: keyText, spare: true },
    ],
    width,
  );
}

/** Whence it came: what a node reported that is in no registry was not made here. */
function fromText({ receivedFrom, enteredBy }: DeskVersion): string {
  if (receivedFrom !== null) return receivedFrom.name;
  return enteredBy?.includes("://") === true ? `a report by ${new URL(enteredBy).host}` : "here";
}

/** Why one of several wins, and why what is proposed was not taken. */
function reasons(versions: readonly DeskVersion[], width: number): string {
  if (versions.length === 1) return "";
  return versions
    .filter(({ why }) => why !== "")
    .flatMap(({ number, state, why }) =>
      wrapped(`Version ${number} ${state === "wins" ? "wins" : "waits"}: ${printable(why)}.`, width),
    )
    .map((line) => `${line}\n`)
    .join("");
}

/** The end of the fingerprint, by which people know a key. */
function keyText({ signer }: DeskVersion): string {
  return signer === null
    ? ""
    : `${signer.by === "origin" ? "origin" : "peer"} …${signer.fingerprint.slice(-8)}`;
}

/** What to do; `key`: this node's own. */
function nextText(matter: Matter, key: string, width: number): string {
  const { stored, versions, fields, tag } = matter;
  if (!isOpen(matter)) return "";
  if (namesOtherKey(stored.uid, key)) return othersText(matter, width);
  const other = versions.find(({ state }) => state !== "wins") ?? versions[0]!;
  const [first] = fields.filter(({ agree }) => !agree);
  const resolve = `npx discal resolve ${stored.uid}`;
  const seen = `--seen ${tag}`;
  return [
    "To settle it for all nodes, follow a version, or what is published with fields of others:",
    `  ${resolve} --pick ${other.number} ${seen}`,
    ...(first === undefined ? [] : [`  ${resolve} --field '${first.key}=${other.number}' ${seen}`]),
    "--title, --start and the like write anew on top; --file gives the whole event.",
    "",
  ].join("\n");
}

/** Of an event that another node's key governs. */
function othersText({ stored, versions }: Matter, width: number): string {
  const settles = wrapped(
    "The UID of this event names another node's key: only that node settles what is said of it.",
    width,
  );
  const isProposed = versions.some(({ state }) => state === "proposed");
  const dismiss = [
    "To leave what is proposed as it is, here alone:",
    `  npx discal conflicts dismiss ${stored.uid}`,
  ];
  return [...settles, ...(isProposed ? dismiss : []), ""].join("\n");
}
