import { namesOtherKey, uidFingerprint } from "../model/uid.ts";
import type { ObjectState, Version } from "../model/version.ts";
import { governing } from "./winner.ts";

/** An unsigned version of an event whose UID names a key: only that key's node can make it count (protocol, section 4). */
export function isProposal({ uid, class: versionClass }: Pick<Version, "uid" | "class">): boolean {
  return versionClass === "open" && uidFingerprint(uid) !== null;
}

/**
 * The revision of the next version that a person makes (protocol, section 4, Edit): one more than the highest of the
 * class that decides, of a proposal one more than all that is known. `key`: the primary fingerprint of this node.
 */
export function nextRevision(state: ObjectState, key: string): number {
  const known = namesOtherKey(state.uid, key) ? [state.signed, state.open] : [governing(state)];
  return Math.max(-1, ...known.map((each) => each?.revision ?? -1)) + 1;
}
