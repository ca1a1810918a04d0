import type { Version } from "../model/version.ts";
import { canonicalText, exactDigest } from "./canonical.ts";
import { withinSize } from "./fault.ts";
import { takeApart } from "./stamp.ts";

/** Stands in the signed bytes, so that no signature made for anything else passes for an object's. */
export const OBJECT_CONTEXT = "X-DISCAL-CONTEXT:event-v1";

/** Does a version's text hold {@link OBJECT_CONTEXT}, a line of its own? */
export function hasContext({ text }: Pick<Version, "text">): boolean {
  return text.includes(`\r\n${OBJECT_CONTEXT}\r\n`);
}

/**
 * The version with {@link OBJECT_CONTEXT} in it, so that it can be signed; its content is the same, its bytes mostly are
 * not, so it has no signature. Throws a DomainError `too-large`.
 */
export function withContext(version: Version): Version {
  if (hasContext(version)) return version;
  const { own, components } = takeApart(version);
  const members = components.flatMap(({ lines }) => lines);
  const text = canonicalText(["BEGIN:VCALENDAR", ...own, OBJECT_CONTEXT, ...members, "END:VCALENDAR"]);
  return withinSize({ ...version, text, c1: exactDigest(text), signature: null, signedAt: null });
}
