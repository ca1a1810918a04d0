import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { peerFolder, type Program, runCommand } from "./program.ts";

export const VDIRSYNCER_PROGRAMS: readonly Program[] = [{ name: "vdirsyncer", package: "vdirsyncer" }];

/** Somebody who follows a feed with vdirsyncer, each event in a file of its own. */
export interface Follower extends AsyncDisposable {
  sync(): Promise<unknown>;
  /** Events that they have. */
  events(): Promise<number>;
}

/** Follows the feed at this URL from now on, with nothing yet. */
export async function followWithVdirsyncer(url: string): Promise<Follower> {
  const temporary = await peerFolder();
  const folder = temporary.path;
  const events = join(folder, "events");
  const settings = join(folder, "vdirsyncer.conf");
  await mkdir(events);
  await writeFile(settings, settingsOf(url, folder, events));
  const run = (command: string) =>
    runCommand("vdirsyncer", ["--config", settings, command], { folder, input: "y\n" });
  await run("discover");
  return {
    sync: () => run("sync"),
    events: async () => (await readdir(events)).length,
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  };
}

const settingsOf = (url: string, folder: string, events: string): string => `[general]
status_path = "${folder}/status"
[pair feed_into_folder]
a = "feed"
b = "folder"
collections = null
[storage feed]
type = "http"
url = "${url}"
[storage folder]
type = "filesystem"
path = "${events}"
fileext = ".ics"
`;
