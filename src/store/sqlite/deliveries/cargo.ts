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
  const fits = (versions: readonly Version[]): boolean =>
    loaded.length + versions.length <= limits.objects && bytes + sizeOf(versions) <= limits.bytes;
  const add = (versions: readonly Version[]): void => {
    loaded.push(...versions);
    bytes += sizeOf(versions);
  };
  return {
    versions: loaded,
    load(versions) {
      if (fits(versions)) {
        add(versions);
        return true;
      }
      if (loaded.length > 0) return false;
      const first = versions.findIndex((_, index) => index > 0 && !fits(versions.slice(0, index + 1)));
      add(versions.slice(0, first === -1 ? versions.length : first));
      return first === -1;
    },
  };
}

function sizeOf(versions: readonly Version[]): number {
  return versions.reduce(
    (sum, { text, signature }) => sum + Buffer.byteLength(text) + (signature?.length ?? 0) + OVERHEAD,
    0,
  );
}
