import { wireText } from "../../core/ical/object.ts";
import type { Version } from "../../core/model/version.ts";

/** A version is sent to many peers, and written once: it is the same object for all of them. */
const written = new WeakMap<Version, Uint8Array>();

/** The body of a push of these versions. */
export function bodyOf(versions: readonly Version[]): Uint8Array {
  return Buffer.concat(versions.map(octetsOf));
}

function octetsOf(version: Version): Uint8Array {
  const known = written.get(version);
  if (known !== undefined) return known;
  const octets = Buffer.from(wireText(version));
  written.set(version, octets);
  return octets;
}
