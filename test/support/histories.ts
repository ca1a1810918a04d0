import fc from "fast-check";
import type { ObjectState, Version } from "../../src/core/model/version.ts";
import { merge } from "../../src/core/reconcile/merge.ts";
import { version } from "./versions.ts";

/** What the versions of a history may differ in. */
interface Range {
  readonly uid: string;
  readonly contents: number;
  readonly revisions: number;
  readonly hops: number;
  readonly urls: readonly string[];
  readonly classes: readonly Version["class"][];
}

/** Two spellings of each; the first two stand at the host that the UIDs name. */
const URLS = [
  "https://a.example/z",
  "https://A.EXAMPLE:443/z",
  "https://b.example/",
  "https://B.example",
  "https://c.example/%7E",
  "https://a.example.b.example/",
];
const SIGNATURES = [
  { signature: null, signedAt: null },
  { signature: "later", signedAt: 2000 },
  { signature: "earlier", signedAt: 1000 },
  { signature: "also later", signedAt: 2000 },
  { signature: "unchecked", signedAt: null },
];
const OPEN_UID = "1@a.example";
const SIGNED_UID = `01JD0000000000000000000000.${"A".repeat(40)}@a.example`;
const FEW = { contents: 6, revisions: 4, hops: 4, urls: URLS, classes: ["open", "signed"] } as const;
/** So many contents at so few revisions that more rivals come up than are kept. */
const CROWD = {
  contents: 36,
  revisions: 2,
  hops: 2,
  urls: URLS.slice(1, 3),
  classes: ["open"],
} as const;

const RANGES: readonly Range[] = [
  { ...FEW, uid: OPEN_UID },
  { ...FEW, uid: SIGNED_UID },
  { ...CROWD, uid: OPEN_UID },
];
const made = RANGES.map(() => new Map<number, Version>());

/** One version of a UID: what it is follows from one number alone, so that 10^5 histories cost seconds. */
function versionOf(world: number, number: number): Version {
  const known = made[world]?.get(number);
  if (known !== undefined) return known;
  const range = RANGES[world] as Range;
  let rest = number;
  const digit = (base: number): number => {
    const value = rest % base;
    rest = Math.floor(rest / base);
    return value;
  };
  const content = digit(range.contents);
  const deleted = content % 6 === 5;
  const one = version({
    uid: range.uid,
    content: `content ${content}`,
    deleted,
    cancelled: deleted || content % 6 === 4,
    revision: digit(range.revisions),
    hop: digit(range.hops),
    by: digit(2) === 0 ? "person" : "feed",
    reviseUrl: range.urls[digit(range.urls.length)] as string,
    class: range.classes[digit(range.classes.length)] as Version["class"],
    ...(digit(4) === 0 && { text: "" }),
    ...(SIGNATURES[digit(SIGNATURES.length)] as (typeof SIGNATURES)[number]),
  });
  made[world]?.set(number, one);
  return one;
}

const numbers = fc.array(fc.nat(500_000), { maxLength: 14 });
const crowds = fc.array(fc.nat(500_000), { minLength: 17, maxLength: 60, size: "max" });

/**
 * Versions of one UID in the order in which a node learns of them: rivals, both classes, stubs, signatures, cancelled
 * and deleted ones, in copies by feeds and persons with revise URLs in several spellings; and `parts` of such.
 */
export function histories<const N extends number>(
  parts: N,
): fc.Arbitrary<readonly (readonly Version[])[] & { length: N }> {
  const some = (length: fc.Arbitrary<number[]>, world: number) =>
    fc
      .tuple(...Array.from({ length: parts }, () => length))
      .map((all) => all.map((each) => each.map((number) => versionOf(world, number))));
  return fc.oneof(
    { arbitrary: some(numbers, 0), weight: 5 },
    { arbitrary: some(numbers, 1), weight: 4 },
    { arbitrary: some(crowds, 2), weight: 1 },
  ) as unknown as fc.Arbitrary<readonly (readonly Version[])[] & { length: N }>;
}

/** What a node knows that learnt of these, one after the other. */
export function learn(state: ObjectState | null, history: readonly Version[]): ObjectState | null {
  let known = state;
  for (const next of history) known = merge(known, next).state;
  return known;
}

/** Two nodes' knowledge as one. */
export function join(a: ObjectState | null, b: ObjectState | null): ObjectState | null {
  return learn(a, [...(b?.signed?.versions ?? []), ...(b?.open?.versions ?? [])]);
}

/** All of a state that has a meaning, in a fixed order: two states are the same where this is. */
export function essence(state: ObjectState | null): string {
  return [state?.signed, state?.open]
    .map((known) => `${known?.revision} ${(known?.versions ?? []).map(trait).sort().join("")}`)
    .join("\n");
}

/** All of a version that merge may look at or keep. */
export function trait(version: Version): string {
  const { digest, c1, hop, by, reviseUrl, text, signature, signedAt } = version;
  return `\n${digest} ${c1} ${hop} ${by} ${reviseUrl} ${text} ${signature} ${signedAt}`;
}
