import { hash } from "node:crypto";
import zones from "../../../schema/wire/zone-names.json" with { type: "json" };
import { type Component, componentOf, decoded, nameOf, readLine, unfold, valueOf } from "./content-lines.ts";

/** The canonical bytes (PROTOCOL.md, section 2): what C1 names, and what an object signature covers. */
export function canonicalOf(text: string): string {
  const kept = unfold(text).filter((line) => !["X-HOP", "X-DISCAL-SIG"].includes(nameOf(line)));
  return kept.map((line) => `${line}\r\n`).join("");
}

export function exactDigest(text: string): string {
  return hash("sha256", canonicalOf(text));
}

/** The digest D of an object. */
export function semanticDigest(text: string): string {
  const parts = componentOf(unfold(text)).within.filter((part) => !isZoneKnownByName(part));
  return digestOf("VCALENDAR", [], parts.map(componentDigest));
}

/** The digest of one component in itself. */
export function componentDigest({ name, lines, within }: Component): string {
  return digestOf(
    name,
    lines.flatMap((line) => normal(line) ?? []),
    within.map(componentDigest),
  );
}

function digestOf(name: string, lines: readonly string[], digests: readonly string[]): string {
  const all = [`BEGIN:${name}`, ...byBytes(lines), ...byBytes(digests), `END:${name}`];
  return hash("sha256", all.map((line) => `${line}\n`).join(""));
}

const LEFT_OUT = ["DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "PRODID"];

function normal(line: string): string | null {
  const { name, parameters, value } = readLine(line);
  if (LEFT_OUT.includes(name) || (name.startsWith("X-") && name !== "X-DELETED")) return null;
  const written = parameters.map(([key, values]) => `${key}=${values.map(quoted).join(",")}`);
  return `${[name, ...byBytes(written)].join(";")}:${value}`;
}

function quoted(value: string): string {
  return /[:;,]/.test(value) ? `"${value}"` : value;
}

export function byBytes(texts: readonly string[]): readonly string[] {
  return [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

const NAMES: ReadonlySet<string> = new Set(zones.names);

/** Is it a time zone that all nodes know by its name? Then its definition counts for nothing. */
export function isZoneKnownByName(component: Component): boolean {
  if (component.name !== "VTIMEZONE") return false;
  const name = decoded(valueOf(component, "TZID")).replaceAll('"', "").trim().toLowerCase();
  const ends = name.startsWith("/") ? name.split("/").map((_, n, parts) => parts.slice(n).join("/")) : [];
  return (
    [name, ...ends.slice(-3)].some((each) => NAMES.has(each)) || Object.hasOwn(zones.aliases, alias(name))
  );
}

function alias(name: string): string {
  return name
    .replace(/^tzid=/, "")
    .replace(/^\((?:utc|gmt)[^)]*\)/, "")
    .replaceAll(" and ", " & ")
    .replaceAll(/\s+/g, " ")
    .trim();
}
