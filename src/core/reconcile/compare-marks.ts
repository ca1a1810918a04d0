import type { VersionClass } from "../model/version.ts";

/** As two nodes compare them: what each has of one UID in the class that can win. */
export interface Compared {
  readonly uid: string;
  readonly versions: readonly {
    readonly class: VersionClass;
    readonly revision: number;
    readonly c1: string;
    /** False: named only, its bytes are not there. */
    readonly body: boolean;
  }[];
}

/** What either side lacks of what the other has (protocol, section 7, digest). */
export interface Differences<Theirs extends Compared> {
  /** Versions of the other that are to be asked for. */
  readonly wanted: readonly (Theirs["versions"][number] & { readonly uid: string })[];
  /** UIDs of which the other lacks something that is here. */
  readonly lacked: readonly string[];
  /** How many UIDs differ. */
  readonly count: number;
}

/**
 * Compares a bucket of two nodes. What either has overtaken it does not lack; of what it keeps no bytes there is nothing
 * to give. Other bytes of the same version are exchanged, so that both choose the same ones.
 */
export function compareMarks<Theirs extends Compared>(
  ours: readonly Compared[],
  theirs: readonly Theirs[],
): Differences<Theirs> {
  const here = new Map(ours.map((each) => [each.uid, each]));
  const there = new Map(theirs.map((each) => [each.uid, each]));
  const wanted = theirs.flatMap(({ uid, versions }) =>
    missing(versions, here.get(uid)).map((mark) => ({ ...mark, uid })),
  );
  const lacked = ours.flatMap(({ uid, versions }) =>
    missing(versions, there.get(uid)).length > 0 ? [uid] : [],
  );
  const count = new Set([...lacked, ...wanted.map(({ uid }) => uid)]).size;
  return { wanted, lacked, count };
}

/** Of what one side has, all that the other neither has nor has overtaken. */
function missing<Mark extends Compared["versions"][number]>(
  versions: readonly Mark[],
  other: Compared | undefined,
): readonly Mark[] {
  return versions.filter(
    (mark) =>
      mark.body &&
      !other?.versions.some(
        (theirs) => theirs.class === mark.class && (theirs.revision > mark.revision || theirs.c1 === mark.c1),
      ),
  );
}
