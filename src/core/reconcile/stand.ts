import { hash } from "node:crypto";
import type { ObjectState } from "../model/version.ts";
import { governing } from "./winner.ts";

/**
 * Names what stands of a UID in the class that decides, so that a change can be made from exactly that: the revision
 * and, where rivals stand at it, all of them: `3`, `3-0123456789abcdef`. Null where nothing stands.
 */
export function standOf(state: ObjectState): string | null {
  const known = governing(state);
  if (known === null) return null;
  const digests = known.versions.map(({ digest }) => digest).toSorted();
  const rivals = digests.length === 1 ? "" : `-${hash("sha256", digests.join("\n")).slice(0, 16)}`;
  return `${known.revision}${rivals}`;
}
