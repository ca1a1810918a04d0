import type { Path } from "./document.ts";
import type { Environment } from "./environment.ts";
import { isLoopback, mayUsePlainHttp } from "./plain-http.ts";
import { inRanges, isRange } from "./ranges.ts";
import { isMailServer, MAIL_SERVER_EXPECTED, parseListen, parseOrigin, parseSiteUrl } from "./value.ts";

interface Finding {
  readonly path: Path;
  readonly message: string;
}

/** A URL of the file that can be read, and where it stands. */
interface Mention {
  readonly path: Path;
  readonly url: string;
}

/**
 * What no option says by itself: where plain `http:` is used, which URLs stand twice. Looks only at what is well
 * formed, so that these problems are listed together with those of the option table.
 * What the environment says goes before the file.
 */
export function relations(
  value: unknown,
  { url: urlFromOutside, smtp }: Pick<Environment, "url" | "smtp">,
): readonly Finding[] {
  const allow = allowedRanges(value);
  const proxies = rangesAt(value, "proxies");
  const own = mention(get(value, "node"), ["node", "url"], parseOrigin);
  const sites = mentions(value, "sites", parseSiteUrl);
  const peers = mentions(value, "peers", parseOrigin);
  const ownUrl = urlFromOutside ?? own[0]?.url;
  const notify = get(value, "notify");
  const hooks = mention({ url: get(notify, "web_hook") }, ["notify", "web_hook"], parseSiteUrl);
  return [
    ...own.flatMap(({ path, url }) => finding(path, ownUrlFault(url, allow))),
    ...[...sites, ...peers, ...hooks].flatMap(({ path, url }) => finding(path, plainHttpFault(url, allow))),
    ...finding(["network", "proxies"], proxiesFault(get(get(value, "node"), "listen"), proxies)),
    ...finding(["notify", "mail", "server"], mailServerFault(get(notify, "mail"), smtp)),
    ...repeated(sites),
    ...repeated(peers),
    ...peers
      .filter(({ url }) => url === ownUrl)
      .map(({ path }) => ({ path, message: "this is the node itself (node.url); name only other nodes" })),
  ];
}

/** The well-formed ranges of `network.allow`. */
export function allowedRanges(value: unknown): readonly string[] {
  return rangesAt(value, "allow");
}

function rangesAt(value: unknown, option: "allow" | "proxies"): readonly string[] {
  return list(get(get(value, "network"), option)).filter(
    (range): range is string => typeof range === "string" && isRange(range),
  );
}

/** Who may say anything of itself is no proxy, and one that cannot come to the port is none either. */
function proxiesFault(listen: unknown, proxies: readonly string[]): string | null {
  if (proxies.some((range) => range.endsWith("/0")))
    return "a range of all addresses would believe everybody; name the addresses of your proxies";
  const { host } = (typeof listen === "string" ? parseListen(listen) : null) ?? { host: "127.0.0.1" };
  if (proxies.length === 0 || !isLoopback(host)) return null;
  if (["127.0.0.1", "::1"].some((address) => inRanges(address, proxies))) return null;
  return `node.listen is ${host}, where only this machine calls; add 127.0.0.1 (or "::1"), or listen on an address that your proxies reach`;
}

/** What it says may hold a password, and is never repeated. */
function mailServerFault(mail: unknown, smtp: string | null): string | null {
  if (mail === null || typeof mail !== "object") return null;
  const server = get(mail, "server");
  if (typeof server === "string") return isMailServer(server) ? null : `expected ${MAIL_SERVER_EXPECTED}`;
  if (server !== undefined || smtp !== null) return null;
  return "missing; give it here, or in the environment as DISCAL_SMTP, where a password is safer";
}

/** Why the node can't have this origin; null where it can. */
export function ownUrlFault(url: string, allow: readonly string[]): string | null {
  return isLoopback(new URL(url).hostname) ? null : plainHttpFault(url, allow);
}

function plainHttpFault(url: string, allow: readonly string[]): string | null {
  const { protocol, hostname } = new URL(url);
  if (protocol === "https:" || mayUsePlainHttp(hostname, allow)) return null;
  return `plain http: is only for addresses in network.allow; use https:, or add the range that ${hostname} is in there`;
}

function repeated(mentions: readonly Mention[]): Finding[] {
  return mentions.flatMap(({ path, url }, index) => {
    const first = mentions.slice(0, index).find((other) => other.url === url);
    if (first === undefined) return [];
    const [section, place] = first.path.map(String);
    return [{ path, message: `the same address as ${section}[${place}]; name each only once` }];
  });
}

function mentions(
  value: unknown,
  section: "sites" | "peers",
  parse: (text: string) => string | null,
): Mention[] {
  return list(get(value, section)).flatMap((entry, index) => mention(entry, [section, index, "url"], parse));
}

function mention(entry: unknown, path: Path, parse: (text: string) => string | null): Mention[] {
  const text = get(entry, "url");
  const url = typeof text === "string" ? parse(text) : null;
  return url === null ? [] : [{ path, url }];
}

function finding(path: Path, message: string | null): Finding[] {
  return message === null ? [] : [{ path, message }];
}

function get(value: unknown, key: string): unknown {
  return value !== null && typeof value === "object" ? (value as Record<string, unknown>)[key] : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
