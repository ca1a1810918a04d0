import { chown, mkdir, readFile, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../test/support/program.ts";
import { BINARIES, FOLDERS, innSettings } from "./inn-settings.ts";
import { peerFolder, type Program, runCommand, startServer } from "./program.ts";

const INND = join(BINARIES, "innd");
const MAKEDBZ = join(BINARIES, "makedbz");

export const INN_PROGRAMS: readonly Program[] = [INND, MAKEDBZ].map((name) => ({ name, package: "inn2" }));

/** INN with an empty spool; gives its port on 127.0.0.1. */
export async function startInn(): Promise<{ readonly port: number } & AsyncDisposable> {
  await using parts = new AsyncDisposableStack();
  const { path } = parts.use(await peerFolder());
  const port = await freePort();
  const user = await newsUser();
  const as = process.getuid?.() === 0 ? user : undefined;
  const folders = ["", ...FOLDERS].map((name) => join(path, name));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  const files = Object.entries(innSettings(path, port, user));
  for (const [name, text] of files) await writeFile(join(path, name), text, { mode: 0o640 });
  if (as !== undefined)
    for (const name of [...folders, ...files.map(([file]) => join(path, file))])
      await chown(name, as.uid, as.gid);
  const call = { folder: path, as, env: { INNCONF: join(path, "etc", "inn.conf") } };
  await runCommand(MAKEDBZ, ["-i", "-o", "-f", join(path, "db", "history")], call);
  parts.use(await startServer(INND, ["-f", "-P", String(port)], { ...call, port }));
  const kept = parts.move();
  return { port, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** The user `news`, as whom root runs INN; anybody else runs it as themselves. */
async function newsUser() {
  const own = userInfo();
  if (own.uid !== 0) return { user: own.username, group: own.username, uid: own.uid, gid: own.gid };
  const accounts = await readFile("/etc/passwd", "utf8");
  const [, , uid, gid] = (/^news:.*$/m.exec(accounts)?.[0] ?? "").split(":");
  if (uid === undefined) throw new Error("INN runs as the user `news`, who is not on this machine");
  return { user: "news", group: "news", uid: Number(uid), gid: Number(gid) };
}
