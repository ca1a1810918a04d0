import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../../../test/support/program.ts";
import { type Calendar, calendarAt, USER } from "./caldav.ts";
import { peerFolder, type Program, runCommand, startServer } from "./program.ts";

export const XANDIKOS_PROGRAMS: readonly Program[] = [
  { name: "xandikos", package: "xandikos" },
  { name: "git", package: "git" },
];

/** A collection of this name, as Xandikos has them. */
export const xandikosCollection = (name: string): string => `/${USER}/calendars/${name}/`;

export interface Xandikos extends Calendar {
  /** Lays objects into the repository of a collection that was made: by putting them they would take many minutes. */
  commit(collection: string, objects: readonly string[]): Promise<void>;
}

/** Xandikos with nothing in it. */
export async function startXandikos(): Promise<Xandikos> {
  await using parts = new AsyncDisposableStack();
  const { path } = parts.use(await peerFolder());
  const port = await freePort();
  const args = ["-d", path, "--defaults", "--current-user-principal", `/${USER}/`];
  parts.use(
    await startServer("xandikos", [...args, "-l", "127.0.0.1", "-p", String(port)], { folder: path, port }),
  );
  const calendar = parts.use(calendarAt(`http://127.0.0.1:${port}`));
  const kept = parts.move();
  return {
    ...calendar,
    async commit(collection, objects) {
      const folder = join(path, collection);
      for (const [n, object] of objects.entries()) await writeFile(join(folder, `${n}.ics`), object);
      const call = { folder, env: { HOME: path } };
      await runCommand("git", ["add", "--all"], call);
      const person = ["-c", "user.name=bench", "-c", "user.email=bench@feed.example"];
      await runCommand("git", [...person, "commit", "--quiet", "--message=Events"], call);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
