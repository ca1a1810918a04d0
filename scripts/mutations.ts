/** A rule that is switched off, to see which test fails. */
export interface Mutation {
  readonly rule: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

function inFile(file: string, all: readonly (readonly [string, string, string])[]): readonly Mutation[] {
  return all.map(([rule, from, to]) => ({ rule, file: `src/core/reconcile/${file}`, from, to }));
}

/** Every rule of merge, winner, forwarding and feeds, each once. */
export const mutations: readonly Mutation[] = [
  ...inFile("merge.ts", [
    [
      "only a higher revision replaces",
      "version.revision > known.revision",
      "version.revision >= known.revision",
    ],
    ["a lower revision is ignored", "if (version.revision < known.revision)", "if (version.revision < -1)"],
    ["at most 16 rivals are kept", "const MOST_RIVALS = 16", "const MOST_RIVALS = 15"],
    ["the best rivals are kept", ".sort(byRank)", ""],
    [
      "classes are apart",
      "const known = before[version.class]",
      "const known = before.open ?? before.signed",
    ],
  ]),
  ...inFile("copies.ts", [
    ["the better copy is kept", "order <= 0 ? known", "order >= 0 ? known"],
    ["the least hop is kept", "Math.min(known.hop, other.hop)", "better.hop"],
    ["a stub gets its text", 'better.text === "" && order === 0', "order > 1"],
    ["the text is of the same bytes", 'better.text === "" && order === 0', 'better.text === ""'],
    ["the newest signature is kept", "order === 0 && bySignature(other, known) > 0", "order > 1"],
    [
      "a signature is of the same bytes",
      "order === 0 && bySignature(other, known) > 0",
      "bySignature(other, known) > 0",
    ],
    ["signatures of one moment have an order", " || Number(one > two) - Number(one < two)", ""],
  ]),
  ...inFile("rank.ts", [
    ["deleted wins", "Number(b.deleted) - Number(a.deleted) ||", ""],
    ["cancelled wins", "Number(b.cancelled) - Number(a.cancelled) ||", ""],
    ["the greatest digest wins", "compare(b.digest, a.digest)", "compare(a.digest, b.digest)"],
    ["a person's copy comes first", 'Number(a.by === "feed") - Number(b.by === "feed") ||', ""],
    ["the origin's revise URL comes first", "Number(atOrigin(b)) - Number(atOrigin(a)) ||", ""],
    ["revise URLs are compared as serialised", "return URL.parse(url)?.href ?? url", "return url"],
    ["of equal copies the smaller C1 is kept", "compare(a.c1, b.c1)", "0"],
  ]),
  ...inFile("winner.ts", [
    ["the best of the rivals wins", "versions.toSorted(byRank)[0]", "versions.at(-1)"],
    [
      "a UID that names a key has signed winners only",
      "uidFingerprint(state.uid) === null ? state.open : state.signed",
      "state.open ?? state.signed",
    ],
    ["feeds among themselves are no conflict", ' && versions.some((version) => version.by === "person")', ""],
  ]),
  ...inFile("forward.ts", [
    ["at the greatest hop it ends", "version.hop >= MAX_NUMBER ? null : ", ""],
    ["the pusher counts", "version.hop + 1", "version.hop"],
    ["below 2 only the origin is believed", "Math.max(2, hop)", "hop"],
    ["what was overtaken is not lacking", "copy.revision > version.revision ||", ""],
    ["what is known is sent again only with fewer hops", "copy.hop <= hop", "copy.hop < hop"],
    ["fewer hops are sent", "copy.hop <= hop &&", ""],
    ["what was signed anew is sent", "(copy.signedAt ?? 0) >= (version.signedAt ?? 0)", "true"],
    ["other bytes are sent", "copy.c1 === version.c1", "copy.digest === version.digest"],
    ["classes are told apart", "copy.class === version.class &&", ""],
    ["stubs are not sent", ' || version.text === ""', ""],
  ]),
  ...inFile("judge.ts", [
    ["one source leads", "if (!given.leads) return", "if (given.now < 0) return"],
    [
      "what the winner says is nothing new",
      'if (stands.digest === observed.digest) return outcome("none"',
      'if (given.now < 0) return outcome("none"',
    ],
    ["a feed is compared with itself", "!memory.digests.includes(observed.digest) && ", ""],
    ["a stale cache is known by SEQUENCE and LAST-MODIFIED", " && !isNewer(memory, observed)", ""],
    ["a difference must last", "const LASTING = 3", "const LASTING = 1"],
    ["repairs wait", "given.now < said.memory.waitUntil", "given.now < 0"],
    ["the wait doubles", "Math.min(said.memory.wait * 2, WEEK)", "said.memory.wait"],
    ["the wait ends at a week", "Math.min(said.memory.wait * 2, WEEK)", "said.memory.wait * 2"],
    ["what lasts is repaired", '"mint", { changed: true, memory }', '"none", { changed: true, memory }'],
    [
      "only what its own source made is repaired",
      "!own || isNewer(stands, given.observed)",
      "isNewer(stands, given.observed)",
    ],
    ["what is newer is not repaired", "!own || isNewer(stands, given.observed)", "!own"],
    [
      "no feed mints over a person",
      'given.leadPolicy !== "source"',
      'given.leadPolicy === "person" && given.now < 0',
    ],
    [
      "no feed brings back what a person deleted",
      'stands.deleted || given.leadPolicy !== "source"',
      'given.leadPolicy !== "source"',
    ],
    [
      "a person's version stands at first sight",
      'stands?.by === "person" && stands.revision <= given.version.revision',
      "given.now < 0",
    ],
    ["16 digests are remembered", "const REMEMBERED = 16", "const REMEMBERED = 2"],
    ["absence is remembered", "digests: [...memory.digests, ABSENT].slice(-REMEMBERED), ", ""],
    [
      "at the highest revision nothing is minted",
      "highest >= MAX_NUMBER ? null : highest + 1",
      "highest + 1",
    ],
    ["a feed's own revision is merged", "if (given.revised) {", "if (given.revised && given.now < 0) {"],
    ["what became private is taken back at once", "given.version.deleted || isChange", "isChange"],
    [
      "privacy goes before a person",
      "given.withdrawn && !stands.deleted",
      "given.withdrawn && given.now < 0",
    ],
    [
      "a person who restores goes before it",
      " && isNews(memory, observed)) return withdrawal",
      ") return withdrawal",
    ],
    [
      "only a change is minted at once",
      "if (given.version.deleted || isChange(memory, observed)) return",
      "if (given.now >= 0) return",
    ],
  ]),
  ...inFile("leads.ts", [
    ["who shows it no more leads no more", " || sighting.missingSince !== null", ""],
    ["the first in the configuration leads", "own < other", "own > other"],
    ["a peer never leads", ' && kind !== "peer"', ""],
    ["a disabled site never leads", "enabled && ", ""],
  ]),
  ...inFile("digest-buckets.ts", [
    ["lines are sorted", "sortByBytes(lines)", "lines"],
    ["the revise URL is covered", "\\t${reviseUrl}", ""],
    ["C1 is covered", "\\t${c1}", ""],
    ["the class is covered", "\\t${versionClass}", ""],
  ]),
];
