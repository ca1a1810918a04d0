import { DomainError } from "../model/domain-error.ts";
import type { Version } from "../model/version.ts";
import { adoptObject } from "./adopt.ts";
import type { Attribute } from "./attributes.ts";
import { objectAttributes } from "./object.ts";
import { nextVersion, type Made } from "./revise.ts";
import { takeApart } from "./stamp.ts";

/**
 * The whole VCALENDAR that a person gives becomes the next version of an event. UID, X-REVISION (that of the version
 * it was made from) and X-REVISE-URL may be left out of it; where they stand there, they must agree. Throws a
 * DomainError that says what is wrong: `conflict` where the calendar was made from another revision, else `invalid`.
 */
export function replaceEvent(version: Version, text: string, made: Made): Version {
  const { uid, revision, reviseUrl } = objectAttributes(text, () => true);
  agree("UID", uid, version.uid);
  agree("X-REVISE-URL", reviseUrl, version.reviseUrl);
  agree("X-REVISION", revision, version.revision);
  const read = adoptObject(text, { uid: version.uid, reviseUrl: version.reviseUrl, plainHttp: () => true });
  if (!("version" in read)) throw new DomainError("invalid", `The calendar is not taken: ${read.reason}`);
  if (read.version.deleted)
    throw new DomainError("invalid", "The calendar holds X-DELETED: an event is deleted, not edited away.");
  return nextVersion(version, takeApart(read.version), made);
}

function agree<Value extends string | number>(name: string, read: Attribute<Value>, standing: Value): void {
  if (read.kind === "empty" || read.value === standing) return;
  if (read.kind === "invalid")
    throw new DomainError(
      "invalid",
      `${name} of the calendar is not valid, or not the same in all of its events.`,
    );
  throw new DomainError(
    name === "X-REVISION" ? "conflict" : "invalid",
    `${name} of the calendar is ${String(read.value).slice(0, 80)}, but that of the event is ${standing}: take it out, or begin with what stands.`,
  );
}
