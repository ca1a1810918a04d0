import { hostIn, keyInUid } from "./grammar.ts";

/** What merge looks at of a version (PROTOCOL.md, section 3). */
export interface Version {
  readonly uid: string;
  readonly class: "signed" | "open";
  readonly revision: number;
  readonly hop: number;
  readonly digest: string;
  readonly c1: string;
  readonly reviseUrl: string;
  readonly by: "person" | "feed";
  readonly cancelled: boolean;
  readonly deleted: boolean;
  /** false: a stub. */
  readonly body: boolean;
}

export interface ClassState {
  readonly revision: number;
  readonly versions: readonly Version[];
}

export interface State {
  readonly signed: ClassState | null;
  readonly open: ClassState | null;
}

export const nothing: State = { signed: null, open: null };

export type Outcome = "accept" | "ignore" | "conflict";

export function merge(state: State, version: Version): { readonly state: State; readonly outcome: Outcome } {
  const [known, outcome] = joined(state[version.class], version);
  return { state: { ...state, [version.class]: known }, outcome };
}

function joined(known: ClassState | null, version: Version): readonly [ClassState, Outcome] {
  const { revision, digest } = version;
  if (known === null || revision > known.revision) return [{ revision, versions: [version] }, "accept"];
  if (revision < known.revision) return [known, "ignore"];
  if (known.versions.some((each) => each.digest === digest)) {
    const versions = known.versions.map((each) => (each.digest === digest ? oneCopy(each, version) : each));
    return [{ revision, versions }, "ignore"];
  }
  const versions = [...known.versions, version].sort(rivals).slice(0, 16);
  return [{ revision, versions }, versions.includes(version) ? "conflict" : "ignore"];
}

/** What is published: null where no version may win. */
export function winner(uid: string, state: State): Version | null {
  const standing = state[keyInUid(uid) === null ? "open" : "signed"]?.versions ?? [];
  return [...standing].sort(rivals)[0] ?? null;
}

function rivals(a: Version, b: Version): number {
  return (
    Number(b.deleted) - Number(a.deleted) ||
    Number(b.cancelled) - Number(a.cancelled) ||
    order(b.digest, a.digest)
  );
}

/** One whole copy stays, with the fewest hops of all; of equal bytes a text is kept where either has it. */
function oneCopy(one: Version, other: Version): Version {
  const [first = one, second = other] = [one, other].sort(copies);
  const body = first.body || (first.c1 === second.c1 && second.body);
  return { ...first, body, hop: Math.min(one.hop, other.hop) };
}

function copies(a: Version, b: Version): number {
  return (
    Number(a.by === "feed") - Number(b.by === "feed") ||
    Number(isHome(b)) - Number(isHome(a)) ||
    order(new URL(a.reviseUrl).href, new URL(b.reviseUrl).href) ||
    order(a.c1, b.c1)
  );
}

function isHome({ uid, reviseUrl }: Version): boolean {
  const domain = hostIn(uid);
  const { host, hostname } = new URL(reviseUrl);
  return domain === host || domain === hostname;
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
