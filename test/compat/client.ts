import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The programs of other people that this suite runs, and Debian's packages that bring them. */
const PACKAGES = {
  vdirsyncer: "vdirsyncer",
  khal: "khal",
  gpg: "gnupg",
  gpgconf: "gnupg",
  curl: "curl",
  sha256sum: "coreutils",
  chromium: "chromium",
  nginx: "nginx-light",
  caddy: "caddy",
  sqlite3: "sqlite3",
  openssl: "openssl",
  "systemd-analyze": "systemd",
  // khal brings the system's Python and its icalendar.
  "/usr/bin/python3": "khal",
} as const;

export type Client = keyof typeof PACKAGES;

/** What a client said on its way to its end. */
export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Where a client is on this machine. Throws with the package to install where it is missing: no suite passes silently. */
export function findClient(name: Client): string {
  // Servers such as nginx are where a user's own PATH does not look.
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin"];
  const found = (name.startsWith("/") ? [name] : folders.map((folder) => join(folder, name))).find(isProgram);
  if (found !== undefined) return found;
  throw new Error(`${name} is not installed: on Debian or Ubuntu, apt-get install ${PACKAGES[name]}`);
}

/** Runs a client to its end, 30 s at most. */
export function runClient(
  name: Client,
  args: readonly string[],
  { env = {}, input = "" }: { readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
): Said {
  const { status, stdout, stderr, error } = spawnSync(findClient(name), args, {
    encoding: "utf8",
    input,
    timeout: 30_000,
    maxBuffer: 16 * 1024 * 1024,
    env: { ...process.env, LC_ALL: "C.UTF-8", ...env },
  });
  if (error !== undefined) throw new Error(`${name} ${args.join(" ")}: ${error.message}`);
  return { code: status, out: stdout, err: stderr };
}

/** What a client writes to its standard output. Throws with all that it said where it fails. */
export function outputOf(...call: Parameters<typeof runClient>): string {
  const { code, out, err } = runClient(...call);
  if (code !== 0) throw new Error(`${call[0]} ${call[1].join(" ")} ended with ${code}: ${err}${out}`);
  return out;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
