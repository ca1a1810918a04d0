import type { Version } from "../../core/model/version.ts";

/** What one batch may hold. */
export interface Limits {
  readonly objects: number;
  /** UTF-8, of the texts and signatures. */
  readonly bytes: number;
}

/** Room for `X-HOP` and the names around a signature. */
const OVERHEAD = 64;

/** Versions on their way; those of one UID are loaded together or not at all. */
export interface Cargo {
  readonly versions: readonly Version[];
  /** False where they do not fit any more. A first load always fits, so that nothing waits for ever. */
  load(versions: readonly Version[]): boolean;
}

export function cargo(limits: Limits): Cargo {
  const loaded: Version[] = [];
  let bytes = 0;
  return {
    versions: loaded,
    load(versions) {
      const size = versions.reduce((sum, version) => sum + sizeOf(version), 0);
      const fits = loaded.length + versions.length <= limits.objects && bytes + size <= limits.bytes;
      if (!fits && loaded.length > 0) return false;
      loaded.push(...versions);
      bytes += size;
      return true;
    },
  };
}

function sizeOf({ text, signature }: Version): number {
  return Buffer.byteLength(text) + (signature?.length ?? 0) + OVERHEAD;
}
