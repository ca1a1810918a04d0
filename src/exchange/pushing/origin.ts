import type { Site } from "../../core/model/site.ts";
import { uidDomain } from "../../core/model/uid.ts";
import type { Version } from "../../core/model/version.ts";

/**
 * Does this peer speak for the object: is it, or was it before it moved, the host in its UID, or of its revise URL?
 * Whether the host in a UID is a DisCal node at all is not known here, so either will do.
 */
export function isOrigin(peer: Site, version: Version): boolean {
  const domain = uidDomain(version.uid);
  const reviser = URL.parse(version.reviseUrl)?.host;
  return [peer.url, ...(peer.movedFrom ?? [])].some((url) => {
    const { host, hostname } = new URL(url);
    return domain === host || domain === hostname || reviser === host;
  });
}
