import { componentOf, decoded, nameOf, readLine, unfold, valueOf, valuesOf } from "./content-lines.ts";
import { canonicalOf } from "./digests.ts";
import { hostIn } from "./grammar.ts";

/** A filter as `push-register` writes it (PROTOCOL.md, section 3). */
export interface Filter {
  readonly tags?: readonly string[];
  readonly without_tags?: readonly string[];
  readonly near?: { readonly latitude: number; readonly longitude: number; readonly radius: number };
  readonly hops?: number;
  readonly origins?: readonly string[];
  readonly without_origins?: readonly string[];
  readonly size?: number;
  readonly text?: string;
}

/** Does the filter take an object, which is here the only version of its UID? */
export function takes(filter: Filter, ical: string): boolean {
  const [event] = componentOf(unfold(ical)).within.filter(({ name }) => name === "VEVENT");
  if (event === undefined) return false;
  const categories = event.lines
    .filter((line) => nameOf(line) === "CATEGORIES")
    .flatMap((line) =>
      readLine(line)
        .value.split(/(?<!\\),/)
        .map(decoded),
    );
  const tags = categories.map(key);
  const hosts = hostsOf(decoded(valueOf(event, "UID")), valueOf(event, "X-REVISE-URL"));
  const described = decoded(valueOf(event, "DESCRIPTION")).slice(0, 2000);
  const texts = [
    decoded(valueOf(event, "SUMMARY")),
    decoded(valueOf(event, "LOCATION")),
    ...categories,
    described,
  ];
  const { near, hops, size, text } = filter;
  return (
    filter.tags?.some((tag) => tags.includes(key(tag))) !== false &&
    filter.without_tags?.some((tag) => tags.includes(key(tag))) !== true &&
    filter.origins?.some((pattern) => hosts.some((host) => means(pattern, host))) !== false &&
    filter.without_origins?.some((pattern) => hosts.some((host) => means(pattern, host))) !== true &&
    (near === undefined || isWithin(near, valuesOf(event, "GEO")[0])) &&
    (hops === undefined || Number(valueOf(event, "X-HOP")) <= hops) &&
    (size === undefined || Buffer.byteLength(canonicalOf(ical)) <= size) &&
    (text === undefined || holds(texts, text))
  );
}

function key(tag: string): string {
  return tag.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, " ").trim();
}

function hostsOf(uid: string, reviseUrl: string): readonly string[] {
  return [hostIn(uid), new URL(reviseUrl).host].filter((host) => host !== "");
}

function means(pattern: string, host: string): boolean {
  const [name = ""] = host.split(":");
  return pattern.startsWith("*.")
    ? `.${name}`.endsWith(pattern.slice(1))
    : pattern === host || pattern === name;
}

function isWithin({ latitude, longitude, radius }: NonNullable<Filter["near"]>, geo = ""): boolean {
  const [lat, lon] = geo.split(";").map(Number);
  if (geo === "" || lat === undefined || lon === undefined) return false;
  const [a, b, c] = [latitude, lat, lon - longitude].map((degrees) => (degrees * Math.PI) / 180) as [
    number,
    number,
    number,
  ];
  const half = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(c / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(half)) <= radius;
}

/** Runs of letters and digits; the last one that is asked for may be a beginning. */
function holds(texts: readonly string[], asked: string): boolean {
  const said = texts.flatMap(words);
  const wanted = words(asked);
  return wanted.every((word, n) =>
    said.some((each) => each === word || (n === wanted.length - 1 && each.startsWith(word))),
  );
}

function words(text: string): readonly string[] {
  return (
    text
      .normalize("NFD")
      .replaceAll(/\p{Mn}/gu, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
