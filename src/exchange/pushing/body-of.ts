import { wireText } from "../../core/ical/object.ts";
import type { Version } from "../../core/model/version.ts";

/** A version is sent to many peers, and written once: it is the same object for all of them. */
const written = new WeakMap<Version, Uint8Array>();

interface Body {
  readonly versions: readonly Version[];
  readonly octets: Uint8Array;
}

/** The last body that began with a version: peers that keep step are sent the same. */
const bodies = new WeakMap<Version, Body>();

/** The body of a push of these versions; it is not to be changed. */
export function bodyOf(versions: readonly Version[]): Uint8Array {
  const [first] = versions;
  if (first === undefined) return new Uint8Array();
  const known = bodies.get(first);
  if (known !== undefined && isSame(known.versions, versions)) return known.octets;
  const octets = Buffer.concat(versions.map(octetsOf));
  bodies.set(first, { versions, octets });
  return octets;
}

function octetsOf(version: Version): Uint8Array {
  const known = written.get(version);
  if (known !== undefined) return known;
  const octets = Buffer.from(wireText(version));
  written.set(version, octets);
  return octets;
}

function isSame(some: readonly Version[], others: readonly Version[]): boolean {
  return some.length === others.length && some.every((version, n) => version === others[n]);
}
