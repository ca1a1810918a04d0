import type { AttributeKind } from "../model/entry.ts";
import { MAX_NUMBER } from "../model/version.ts";
import { nameOf, unescapeText, valueOf } from "./contentline.ts";
import { CONTROL } from "./controls.ts";
import { MAX_UID_OCTETS, MAX_URL_LENGTH, octets } from "./limits.ts";

/** One attribute as the grammar of section 1 reads it. */
export type Attribute<Value> =
  | { readonly kind: "empty"; readonly value: null }
  | { readonly kind: "valid"; readonly value: Value }
  | { readonly kind: "invalid"; readonly value: null };

/** The four attributes that make an object a DisCal object (protocol, sections 1 and 2). */
export interface Attributes {
  readonly uid: Attribute<string>;
  readonly hop: Attribute<number>;
  readonly revision: Attribute<number>;
  readonly reviseUrl: Attribute<string>;
}

/** What every object has that is stored. */
export interface ValidAttributes {
  readonly uid: string;
  readonly hop: number;
  readonly revision: number;
  readonly reviseUrl: string;
}

/** May `http:` be used with this host name? Elsewhere a revise URL is `https:`. */
export type PlainHttp = (hostname: string) => boolean;

/** Reads the attributes of one component from its own lines. A property that stands there twice is invalid. */
export function readAttributes(lines: readonly string[], plainHttp: PlainHttp = never): Attributes {
  return {
    uid: readAttribute(lines, "UID", (value) => readUid(unescapeText(value))),
    hop: readAttribute(lines, "X-HOP", readNumber),
    revision: readAttribute(lines, "X-REVISION", readNumber),
    reviseUrl: readAttribute(lines, "X-REVISE-URL", (value) => readReviseUrl(value, plainHttp)),
  };
}

/** The attributes of an object from those of its components: invalid where these differ. */
export function combineAttributes(components: readonly Attributes[]): Attributes {
  return {
    uid: combine(components.map(({ uid }) => uid)),
    hop: combine(components.map(({ hop }) => hop)),
    revision: combine(components.map(({ revision }) => revision)),
    reviseUrl: combine(components.map(({ reviseUrl }) => reviseUrl)),
  };
}

/** Just how each of the four reads, for the 81 cases. */
export function kindsOf(attributes: Attributes): Readonly<Record<keyof Attributes, AttributeKind>> {
  const { uid, hop, revision, reviseUrl } = attributes;
  return { uid: uid.kind, hop: hop.kind, revision: revision.kind, reviseUrl: reviseUrl.kind };
}

/** The values of attributes that have all been found valid. */
export function validOf({ uid, hop, revision, reviseUrl }: Attributes): ValidAttributes {
  return { uid: uid.value!, hop: hop.value!, revision: revision.value!, reviseUrl: reviseUrl.value! };
}

/** `0` or `[1-9][0-9]{0,9}` up to 2147483647: nothing else is a number, whatever `Number()` makes of it. */
export function readNumber(text: string): Attribute<number> {
  if (text === "") return EMPTY;
  const value = /^(?:0|[1-9][0-9]{0,9})$/.test(text) ? Number(text) : Infinity;
  return value <= MAX_NUMBER ? { kind: "valid", value } : INVALID;
}

/** A decoded UID: at most 255 octets, no controls; all else is kept as it is (protocol, section 3). */
export function readUid(uid: string): Attribute<string> {
  if (uid === "") return EMPTY;
  return CONTROL.test(uid) || uid.includes("\t") || octets(uid) > MAX_UID_OCTETS
    ? INVALID
    : { kind: "valid", value: uid };
}

/** An absolute `https:` URL, kept as it is spelled. */
export function readReviseUrl(text: string, plainHttp: PlainHttp = never): Attribute<string> {
  if (text === "") return EMPTY;
  if (text.length > MAX_URL_LENGTH || !/^https?:\/\/[\x21-\x7e]+$/i.test(text)) return INVALID;
  const url = URL.parse(text);
  const allowed = url !== null && (url.protocol === "https:" || plainHttp(url.hostname));
  return allowed ? { kind: "valid", value: text } : INVALID;
}

function readAttribute<Value>(
  lines: readonly string[],
  name: string,
  read: (value: string) => Attribute<Value>,
): Attribute<Value> {
  const found = lines.filter((line) => nameOf(line) === name);
  if (found.length > 1) return INVALID;
  return found[0] === undefined ? EMPTY : read(valueOf(found[0]));
}

function combine<Value>(attributes: readonly Attribute<Value>[]): Attribute<Value> {
  const [first, ...others] = attributes;
  if (first === undefined) return EMPTY;
  const same = others.every(({ kind, value }) => kind === first.kind && value === first.value);
  return same ? first : INVALID;
}

const never = (): boolean => false;
const EMPTY = { kind: "empty", value: null } as const;
const INVALID = { kind: "invalid", value: null } as const;
