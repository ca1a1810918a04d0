import type { Command, Option } from "commander";

/** What may stand where a value is expected: one of these words, a file, a site that is known, or anything. */
export type Value = readonly string[] | "file" | "site" | "any";

/** A place on the command line, and what may follow there. */
export interface Place {
  /** `discal sites add`. */
  readonly path: string;
  readonly commands: readonly Word[];
  readonly options: readonly (Word & { readonly value: Value | null })[];
  /** What its first argument is; null where it takes none. */
  readonly argument: Value | null;
}

/** Something that may be typed, and what it means. */
export interface Word {
  readonly word: string;
  readonly means: string;
}

/** Every command of the tree as a place, the program itself first; hidden ones are left out. */
export function placesOf(command: Command, before = ""): readonly Place[] {
  const path = `${before} ${command.name()}`.trim();
  const help = command.createHelp();
  const shown = help.visibleCommands(command).filter((each) => each.name() !== "help");
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
  const [argument] = command.registeredArguments;
  const here: Place = {
    path,
    commands: shown.map((each) => ({ word: each.name(), means: each.description() })),
    options: uniqueBy(options.flatMap(optionWord), ({ word }) => word),
    argument: argument === undefined ? null : (argument.argChoices ?? valueNamed(argument.name())),
  };
  return [here, ...shown.flatMap((each) => placesOf(each, path))];
}

/** Words after which a value stands, wherever they do. */
export function takingValues(places: readonly Place[]): readonly string[] {
  const words = places.flatMap(({ options }) => options.filter(({ value }) => value !== null));
  return [...new Set(words.map(({ word }) => word))];
}

function optionWord(option: Option): readonly Place["options"][number][] {
  if (option.long === undefined || option.long === null) return [];
  const name = /[<[](.+)[>\]]/.exec(option.flags)?.[1];
  const value = name === undefined ? null : (option.argChoices ?? valueNamed(name));
  return [{ word: option.long, means: option.description, value }];
}

/** The placeholders of help are the one place that says what a value is. */
function valueNamed(name: string): Value {
  if (name === "file" || name === "files") return "file";
  return name === "site" || name === "peer" ? "site" : "any";
}

function uniqueBy<T>(all: readonly T[], keyOf: (each: T) => string): readonly T[] {
  return [...new Map(all.map((each) => [keyOf(each), each])).values()];
}
