import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../program.ts";

/** A network, mounts and processes of one's own, which end together. */
const ALONE = ["--net", "--mount", "--pid", "--mount-proc", "--fork", "--kill-child"];

/** Why no network of its own can be had here; null where it can. */
export function whyNoNamespace(): string | null {
  if (process.platform !== "linux") return "network namespaces are Linux's";
  try {
    const attempt = "ip link add canary0 type veth peer name canary1";
    execFileSync("unshare", [...ALONE, ...attempt.split(" ")], { stdio: "pipe" });
    return null;
  } catch (error) {
    return `no network namespace can be made here: ${(error as Error).message.split("\n")[0]}`;
  }
}

/**
 * Runs a script of `test/support/outbound` in a network of its own, which leads nowhere and goes with it; gives what it
 * prints. It is given a folder of its own. Nothing but that script and what it starts is in there, and all of it ends with the script.
 */
export async function runInNamespace(script: string): Promise<string> {
  using folder = temporaryFolder();
  const command = [process.execPath, join(import.meta.dirname, script), folder.path];
  const child = spawn("unshare", [...ALONE, ...command], { stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${err}${out}`);
  return out;
}

/**
 * Within it: a loopback, a pair of veth of which one end is 10.77.0.1, the metadata addresses of clouds, and every other
 * address that there is leads back here. `folder` is in memory from now on, and takes the files that say how names are looked up.
 */
export function furnish(folder: string): void {
  const ip = (line: string) => execFileSync("ip", line.split(" "), { stdio: "pipe" });
  ip("link set lo up");
  ip("link add canary0 type veth peer name canary1");
  ip("addr add 10.77.0.1/24 dev canary0");
  ip("link set canary0 up");
  ip("link set canary1 up");
  ip("addr add 169.254.169.254/32 dev lo");
  ip("route add local 0.0.0.0/0 dev lo");
  try {
    ip("-6 addr add fd00:ec2::254/128 dev lo nodad");
    ip("-6 route add local ::/0 dev lo");
  } catch {
    // Without IPv6 nothing can be reached by it either.
  }
  // What is written is not to be kept: nothing waits for a disk.
  execFileSync("mount", ["-t", "tmpfs", "tmpfs", folder]);
  for (const [name, text] of Object.entries(LOOK_UP)) {
    writeFileSync(join(folder, name), text);
    if (existsSync(`/etc/${name}`)) execFileSync("mount", ["--bind", join(folder, name), `/etc/${name}`]);
  }
}

/** Names are asked of the name server alone: no socket of this machine's own resolver leads out of the namespace. */
const LOOK_UP = {
  "resolv.conf": "nameserver 127.0.0.1\noptions attempts:1 timeout:2\n",
  "nsswitch.conf": "hosts: files dns\n",
};
