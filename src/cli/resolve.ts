import { InvalidArgumentError, type Command } from "commander";
import { decodeCalendar } from "../core/ical/decode.ts";
import { describe } from "../core/ical/event.ts";
import { matterOf } from "../exchange/editing/desk.ts";
import type { Resolution } from "../exchange/operations.ts";
import type { Matter } from "../sinks/matter.ts";
import { eventArgument, namedEvent, sayRevised } from "./events/revised.ts";
import { changeOf, withChangeFields, type TypedChange } from "./events/typed-change.ts";
import { UsageError } from "./exit.ts";
import { readInput } from "./read-input.ts";
import { repeated } from "./repeated.ts";
import { withNode } from "./session.ts";
import type { Shell } from "./shell.ts";
import { printable } from "./text-width.ts";

interface Options extends TypedChange {
  readonly pick?: number;
  readonly field?: readonly string[];
  readonly file?: string;
  readonly seen?: string;
}

/** `discal resolve`: a person settles a conflict, or takes what is proposed. */
export function addResolve(program: Command, shell: Shell): void {
  withChangeFields(program.command("resolve"))
    .description("settle a conflict for all nodes: pick a version, merge fields, or write anew")
    .argument("<event>", eventArgument)
    .option("--pick <number>", "the version to follow, as `conflicts show` numbers them", readNumber)
    .option("--field <name=number>", "a field as this version has it; may be repeated", repeated)
    .option("--file <file>", "the whole event as iCalendar instead, - for standard input")
    .option("--seen <tag>", "refuse where something else stands than `conflicts show` told")
    .addHelpText(
      "after",
      `
Without --pick, what is published now is followed. What --title, --start and the
like say is written on top. It is published as the next revision, which ends the
conflict at every node; nothing is ended that came in the meantime.

Examples:
  discal resolve "evening of songs" --pick 2
  discal resolve "evening of songs" --pick 1 --field location=2 --field start=3
  discal resolve 5f1c@library.example --pick 2 --title "Night of songs"
  discal resolve 5f1c@library.example --file event.ics`,
    )
    .action(async (wanted: string, options: Options, command: Command) => {
      const { pick, field = [], file, seen, ...fields } = options;
      const typed = Object.keys(fields).length > 0;
      const chosen = pick !== undefined || field.length > 0 || typed;
      if (file !== undefined && chosen)
        throw new UsageError("--file is the whole event: leave the options out that say parts of it");
      if (file === undefined && !chosen)
        throw new UsageError("say how it is settled: --pick, --field, --title and the like, or --file");
      await withNode(shell, command, async (session) => {
        const { node, config } = session;
        const before = await namedEvent(session, shell, wanted);
        const matter = await matterOf(node.store, before.uid);
        const base = pick === undefined ? before.winner : versionAt(matter, pick);
        const resolution: Resolution =
          file === undefined
            ? {
                ...(base !== null && { c1: base.c1 }),
                fields: Object.fromEntries(field.map((each) => readField(each, matter))),
                ...(typed && { change: changeOf(fields, base, config.node.timezone) }),
              }
            : { text: decodeCalendar(await readInput(shell, file)) };
        // Numbers mean what stood when they were looked up.
        const version = await node.resolve(before.uid, resolution, seen ?? matter.tag);
        await sayRevised(session, "Settled", { version, title: describe(version.text).title, before });
      });
    });
}

function versionAt({ versions }: Matter, number: number): Matter["versions"][number]["version"] {
  const found = versions.find((each) => each.number === number);
  if (found !== undefined) return found.version;
  throw new UsageError(`there is no version ${number}: there are ${versions.length}`);
}

/** `title=2`: a key of a field, or a beginning that only one has, and the C1 of a version. */
function readField(text: string, matter: Matter): readonly [key: string, c1: string] {
  const [, typed, number] = /^(.+)=(\d{1,3})$/s.exec(text) ?? [];
  if (typed === undefined)
    throw new UsageError(`--field is "${printable(text)}": expected a field and a version, such as title=2`);
  const keys = matter.fields.map(({ key }) => key);
  const meant = keys.includes(typed) ? [typed] : keys.filter((key) => key.startsWith(typed));
  const [key] = meant;
  if (key !== undefined && meant.length === 1) return [key, versionAt(matter, Number(number)).c1];
  const known = meant.length > 1 ? meant : keys;
  throw new UsageError(
    `${meant.length > 1 ? "several fields begin" : "no field begins"} with "${printable(typed)}": ${known.map(printable).join(", ")}`,
  );
}

function readNumber(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected the number of a version, as `conflicts show` tells it.");
}
