import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { freePort, temporaryFolder } from "../support/program.ts";
import { root } from "../support/installed.ts";
import { findClient } from "./client.ts";

/** A folder that stands for a machine, where the commands of the operating guide are run as they are written. */
export interface Machine extends Disposable {
  readonly ports: Ports;
  /** Runs a block of commands; rejects where one of them fails, with all that they said. */
  run(script: string): Promise<string>;
  /** Where a path of the real machine is. */
  at(path: string): string;
}

interface Ports {
  readonly node: number;
  readonly http: number;
  readonly https: number;
  readonly caddyHttp: number;
  readonly caddyHttps: number;
}

/** The folders of a machine that the guide writes to. */
const MOVED = /(?<![\w.$])\/(?=(?:opt|etc|var|media)\/|usr\/local\/bin\/discal\b)/g;

/**
 * Makes a machine. What would change the real one (`systemctl`, `useradd`, …) is in `test/compat/machine`, and starts
 * the real node, nginx and Caddy on ports of their own.
 */
export async function openMachine(): Promise<Machine> {
  using scope = new DisposableStack();
  const folder = scope.use(temporaryFolder()).path;
  const ports: Ports = {
    node: await freePort(),
    http: await freePort(),
    https: await freePort(),
    caddyHttp: await freePort(),
    caddyHttps: await freePort(),
  };
  for (const path of [
    "etc/systemd/system",
    "etc/caddy",
    "etc/nginx/conf.d",
    "usr/local/bin",
    "var/lib",
    "media",
  ])
    mkdirSync(join(folder, path), { recursive: true });
  makeCertificate(folder);
  writeFileSync(
    join(folder, ".curlrc"),
    `connect-to = "calendar.example:443:127.0.0.1:${ports.https}"\ncacert = "${folder}/fullchain.pem"\n`,
  );
  const env = environment(folder, ports);
  const script = (text: string): string =>
    text
      .replaceAll(MOVED, `${folder}/`)
      .replaceAll("127.0.0.1:8080", `127.0.0.1:${ports.node}`)
      .replaceAll(/^npm pack\b/gm, `npm pack --silent ${root}`);
  const run = (text: string): Promise<string> => bash(script(text), folder, env);
  scope.defer(() => {
    for (const pid of ["discal.pid", "nginx/nginx.pid", "caddy/pid"]) stop(join(folder, pid));
  });
  const held = scope.move();
  return {
    ports,
    run,
    at: (path) => join(folder, path),
    [Symbol.dispose]: () => held.dispose(),
  };
}

function environment(folder: string, ports: Ports): NodeJS.ProcessEnv {
  const path = [join(import.meta.dirname, "machine"), join(folder, "usr/local/bin"), process.env["PATH"]];
  return {
    // Not as a part of the `npm test` that may have started this.
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^DISCAL_/.test(name))),
    PATH: path.join(delimiter),
    MACHINE: folder,
    HOME: folder,
    CURL_HOME: folder,
    npm_config_cache: join(process.env["HOME"] ?? "", ".npm"),
    npm_config_prefer_offline: "true",
    npm_config_loglevel: "error",
    NODE_PORT: `${ports.node}`,
    HTTP_PORT: `${ports.http}`,
    HTTPS_PORT: `${ports.https}`,
    CADDY_HTTP_PORT: `${ports.caddyHttp}`,
    CADDY_HTTPS_PORT: `${ports.caddyHttps}`,
    REAL_NGINX: findClient("nginx"),
    REAL_CADDY: findClient("caddy"),
    REAL_SYSTEMD_ANALYZE: findClient("systemd-analyze"),
  };
}

function makeCertificate(folder: string): void {
  const subject = ["-subj", "/CN=calendar.example", "-addext", "subjectAltName=DNS:calendar.example"];
  const files = ["-keyout", join(folder, "privkey.pem"), "-out", join(folder, "fullchain.pem")];
  const kind = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-days",
    "2",
  ];
  const { status, stderr } = spawnSync(findClient("openssl"), [...kind, ...subject, ...files], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`openssl makes no certificate: ${stderr}`);
}

async function bash(script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn("bash", ["-euo", "pipefail", "-c", script], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  // Not "close": what a block starts in the background may hold the streams open.
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`ended with ${code}:\n${script}\n${said}`);
  return said;
}

function stop(file: string): void {
  if (!existsSync(file)) return;
  try {
    process.kill(Number(readFileSync(file, "utf8")));
  } catch {
    // It has ended by itself.
  }
}
