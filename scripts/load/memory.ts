import { readFile, readdir } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

/** The most memory (MiB) that a process, and all that it has started, had until `end` (ms), and the s that they computed. */
export async function watchMemory(
  pid: number,
  end: number,
): Promise<{ readonly own: number; readonly children: number; readonly computed: number }> {
  let [own, children] = [0, 0];
  const before = await computedBy(pid);
  while (Date.now() < end) {
    own = Math.max(own, await resident(pid));
    const parts = await Promise.all((await childrenOf(pid)).map((child) => resident(child)));
    children = Math.max(
      children,
      parts.reduce((sum, part) => sum + part, 0),
    );
    await wait(250);
  }
  return { own, children, computed: Math.round((await computedBy(pid)) - before) };
}

async function resident(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024);
}

/** s of user and system time, of a process and all that it has started; Linux counts in hundredths. */
async function computedBy(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // Its own, and that of its children that have ended.
  const own = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) / 100;
  const children = await Promise.all((await childrenOf(pid)).map((child) => computedBy(child)));
  return children.reduce((sum, each) => sum + each, own);
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, "utf8").catch(() => "")),
  );
  return lists.join(" ").split(/\s+/).filter(Boolean).map(Number);
}
