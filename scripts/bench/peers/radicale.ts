import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../../../test/support/program.ts";
import { type Calendar, calendarAt, USER } from "./caldav.ts";
import { peerFolder, type Program, startServer } from "./program.ts";

export const RADICALE_PROGRAMS: readonly Program[] = [{ name: "radicale", package: "radicale" }];

/** Radicale as it comes, but for those who ask: it lets everybody in, and takes calendars of any size. */
const settings = (folder: string, port: number): string => `[server]
hosts = 127.0.0.1:${port}
max_content_length = 1000000000
timeout = 600
[auth]
type = none
[storage]
filesystem_folder = ${folder}/storage
[logging]
level = error
`;

/** Radicale with nothing in it. */
export async function startRadicale(): Promise<Calendar> {
  await using parts = new AsyncDisposableStack();
  const { path } = parts.use(await peerFolder());
  const port = await freePort();
  await writeFile(join(path, "radicale.conf"), settings(path, port));
  parts.use(await startServer("radicale", ["--config", join(path, "radicale.conf")], { folder: path, port }));
  const calendar = parts.use(calendarAt(`http://127.0.0.1:${port}`));
  const kept = parts.move();
  return { ...calendar, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** A collection of this name, as Radicale has them. */
export const radicaleCollection = (name: string): string => `/${USER}/${name}/`;
