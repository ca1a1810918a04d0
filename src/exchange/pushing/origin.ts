import type { Site } from "../../core/model/site.ts";
import { uidDomain } from "../../core/model/uid.ts";
import type { Version } from "../../core/model/version.ts";
import { originsOf } from "../../core/reconcile/subject.ts";

/**
 * Does this peer speak for the object: is it, or was it before it moved, one of its origins? A UID names no port.
 */
export function isOrigin(peer: Site, version: Pick<Version, "uid" | "reviseUrl">): boolean {
  const origins = originsOf(version);
  return [peer.url, ...(peer.movedFrom ?? [])].some((url) => {
    const { host, hostname } = new URL(url);
    return origins.includes(host) || uidDomain(version.uid) === hostname;
  });
}
