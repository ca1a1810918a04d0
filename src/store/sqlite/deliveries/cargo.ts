import type { Version } from "../../../core/model/version.ts";

/** What one batch may hold. */
export interface Limits {
  readonly objects: number;
  /** UTF-8, of the texts and signatures. */
  readonly bytes: number;
}

/** Room for `X-HOP` and the names around a signature. */
const OVERHEAD = 64;

/** Versions on their way; those of one UID go together. */
export interface Cargo {
  readonly versions: readonly Version[];
  /**
   * False where they do not all fit: then none is loaded, but of a first load as many as fit, and at least one, so
   * that nothing waits for ever.
   */
  load(versions: readonly Version[]): boolean;
}

export function cargo(limits: Limits): Cargo {
  const loaded: Version[] = [];
  let bytes = 0;
  const loadIfFits = (versions: readonly Version[]): boolean => {
    if (loaded.length + versions.length > limits.objects) return false;
    const size = sizeOf(versions);
    if (bytes + size > limits.bytes) return false;
    loaded.push(...versions);
    bytes += size;
    return true;
  };
  return {
    versions: loaded,
    load(versions) {
      if (loadIfFits(versions)) return true;
      if (loaded.length > 0) return false;
      const [first, ...others] = versions;
      if (first !== undefined) loaded.push(first);
      bytes = sizeOf(loaded);
      return others.every((version) => loadIfFits([version]));
    },
  };
}

function sizeOf(versions: readonly Version[]): number {
  return versions.reduce(
    (sum, { text, signature }) => sum + Buffer.byteLength(text) + (signature?.length ?? 0) + OVERHEAD,
    0,
  );
}
