import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { outputOf, runClient } from "./client.ts";

/** Somebody who subscribes to a feed with vdirsyncer and reads it with khal, by a clock of their own. */
export interface Subscriber {
  /** Fetches the feed; gives what vdirsyncer did, one line for each thing. */
  sync(): readonly string[];
  /** Files of the local copy. */
  files(): readonly string[];
  /** The copy that vdirsyncer keeps in one file. */
  single(): string;
  /** What khal lists of these days, as {@link shown} writes it, in order. */
  list(window: { readonly from: string; readonly to: string }): readonly string[];
}

/** One line of an agenda: local start and end (of days the first and the last), and the title. */
export function shown(start: string, end: string, title: string, cancelled: boolean): string {
  return `${start} ${end} ${cancelled ? "CANCELLED " : ""}${title}`.trim();
}

/** Prepares both programs in a folder. */
export function subscribe(url: string, folder: string, timezone: string): Subscriber {
  const at = (name: string): string => join(folder, name);
  mkdirSync(at("calendar"), { recursive: true });
  writeFileSync(at("one.ics"), "");
  writeFileSync(at("vdirsyncer.conf"), vdirsyncerSettings(url, at));
  writeFileSync(at("khal.conf"), khalSettings(timezone, at));
  const vdirsyncer = (command: string) => runVdirsyncer(at("vdirsyncer.conf"), command);
  vdirsyncer("discover");
  return {
    sync: () => vdirsyncer("sync").filter((line) => !line.startsWith("Syncing ")),
    files: () => readdirSync(at("calendar")),
    single: () => readFileSync(at("one.ics"), "utf8"),
    list: ({ from, to }) => {
      const format = "{start-long-full} {end-long-full} {cancelled}{title}";
      const args = ["--config", at("khal.conf"), "list", "--format", format, "--day-format", "", from, to];
      const lines = outputOf("khal", args).split("\n");
      // It lists what lasts for days under each of them.
      return [...new Set(lines.map((line) => line.trim()).filter((line) => line !== ""))].toSorted();
    },
  };
}

function runVdirsyncer(settings: string, command: string): readonly string[] {
  const { code, out, err } = runClient("vdirsyncer", ["--config", settings, command], { input: "y\ny\ny\n" });
  if (code !== 0) throw new Error(`vdirsyncer ${command} ended with ${code}: ${err}${out}`);
  return `${out}${err}`.split("\n").filter((line) => line !== "");
}

function vdirsyncerSettings(url: string, at: (name: string) => string): string {
  return `[general]
status_path = "${at("status")}"
[pair into_folder]
a = "feed"
b = "folder"
collections = null
[pair into_file]
a = "feed"
b = "file"
collections = null
[storage feed]
type = "http"
url = "${url}"
[storage folder]
type = "filesystem"
path = "${at("calendar")}"
fileext = ".ics"
[storage file]
type = "singlefile"
path = "${at("one.ics")}"
`;
}

function khalSettings(timezone: string, at: (name: string) => string): string {
  return `[calendars]
[[town]]
path = ${at("calendar")}
readonly = True
[locale]
local_timezone = ${timezone}
default_timezone = ${timezone}
timeformat = %H:%M
dateformat = %m-%d
longdateformat = %Y-%m-%d
datetimeformat = %m-%d %H:%M
longdatetimeformat = %Y-%m-%dT%H:%M
[sqlite]
path = ${at("khal.db")}
`;
}
