import { dirname, join, resolve } from "node:path";
import { DomainError } from "../core/model/domain-error.ts";
import { USUAL_LEASE } from "../core/reconcile/lease.ts";
import { checkDocument } from "./check.ts";
import type { Config, NotifyConfig } from "./config.ts";
import { declareSites } from "./declare.ts";
import { readDocument } from "./document.ts";
import type { Path, Problem } from "./document.ts";
import { readEnvironment } from "./environment.ts";
import type { Environment, Variables } from "./environment.ts";
import { USUAL_LIMITS } from "./limit-options.ts";
import { type PeersFile, USUAL } from "./options.ts";
import { policiesOf } from "./policy-options.ts";
import { allowedRanges, ownUrlFault } from "./relations.ts";
import { parseLease } from "./schedule.ts";
import { parseContact, parseListen, parseOrigin } from "./value.ts";

/** Where the settings come from. */
export interface ConfigSource {
  /** `--config FILE`; null where it was not given. */
  readonly file: string | null;
  readonly env: Variables;
  readonly cwd: string;
  /** A file's text, null where there is no such file. */
  read(path: string): string | null;
}

const usualFile = "peers.yaml";

/**
 * All settings of the node, deeply frozen: of `--config`, else DISCAL_CONFIG, else ./peers.yaml, else of the sample.
 * Throws a DomainError `invalid` that lists everything that is wrong, a line each.
 */
export function loadConfig(source: ConfigSource): Config {
  const environment = readEnvironment(source.env);
  const named = source.file ?? environment.config;
  const name = named ?? usualFile;
  const path = resolve(source.cwd, name);
  const text = source.read(path);
  if (text === null && named !== null) {
    throw new DomainError("invalid", `${name}: no such file; \`npx discal init\` writes a first one`, {
      file: name,
    });
  }
  const document = readDocument(text ?? "");
  const { settings, problems } = checkDocument(document, environment);
  const complaints = [
    ...environment.problems,
    ...ownUrlProblems(environment.url, document.value),
    ...problems.map((problem) => say(name, problem)),
  ];
  if (settings === null || complaints.length > 0) {
    throw new DomainError("invalid", complaints.join("\n"), { file: name, problems: complaints.length });
  }
  return deepFreeze(assemble(settings, environment, source.cwd, text === null ? null : path));
}

function assemble(settings: PeersFile, environment: Environment, cwd: string, file: string | null): Config {
  const sample = file === null;
  const { node = {} } = settings;
  const listen = parseListen(node.listen ?? "") ?? { host: "127.0.0.1", port: 8080 };
  const port = environment.port ?? listen.port;
  const base = file === null ? cwd : dirname(file);
  const wanted =
    environment.data === null ? resolve(base, node.data ?? "data") : resolve(cwd, environment.data);
  const data = sample ? join(wanted, "sample") : wanted;
  return {
    file,
    sample,
    node: {
      url: environment.url ?? parseOrigin(node.url ?? "") ?? `http://127.0.0.1:${port}`,
      name: node.name ?? "DisCal",
      listen: { host: listen.host, port },
      data,
      secretKey:
        environment.secretKey === null
          ? resolve(base, node.secret_key ?? join(data, "secret.key"))
          : resolve(cwd, environment.secretKey),
      timezone: node.timezone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
      contact: parseContact(node.contact ?? ""),
      authority: node.authority ?? "open",
    },
    network: { allow: settings.network?.allow ?? [], proxies: settings.network?.proxies ?? [] },
    sites: declareSites(settings),
    policies: policiesOf(settings.policies ?? []),
    registration: {
      answer: settings.registration?.answer ?? "ask",
      lease: parseLease(settings.registration?.lease ?? "") ?? USUAL_LEASE,
    },
    brake: settings.brake ?? USUAL.brake,
    quota: settings.quota ?? USUAL.quota,
    notify: notifyOf(settings, environment),
    limits: {
      requests: settings.limits?.requests ?? USUAL_LIMITS.requests,
      connections: settings.limits?.connections ?? USUAL_LIMITS.connections,
    },
  };
}

function notifyOf({ notify = {} }: PeersFile, { smtp }: Environment): NotifyConfig {
  const { web_hook: webHook, mail } = notify;
  const server = smtp ?? mail?.server;
  return {
    webHook: webHook ?? null,
    mail: mail === undefined || server === undefined ? null : { server, from: mail.from, to: mail.to },
  };
}

function ownUrlProblems(url: string | null, value: unknown): readonly string[] {
  const fault = url === null ? null : ownUrlFault(url, allowedRanges(value));
  return fault === null ? [] : [`DISCAL_URL: ${fault}`];
}

function say(file: string, { line, path, message }: Problem): string {
  return [`${file}:${line}`, ...(path === null || path.length === 0 ? [] : [keyOf(path)]), message].join(
    ": ",
  );
}

/** `["sites", 1, "poll"]` as people write it: `sites[1].poll`. */
export function keyOf(path: Path): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === "object") {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}
