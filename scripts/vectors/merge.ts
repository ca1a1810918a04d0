import { merge } from "../../src/core/reconcile/merge.ts";
import { winner } from "../../src/core/reconcile/winner.ts";
import type { ClassState, ObjectState } from "../../src/core/model/version.ts";
import { type Marks, marksIn, marksOf, versionOf } from "./version.ts";

const LOCKED = "01KKVA7QHRJ4NWBEBJ1GVRGZ5M.4724A655A61269C2A570F5036B403B53D856AAB3@a.example";
const ELSEWHERE = "https://b.example/discal/revise";

/** The best first. */
const RIVALS = Array.from({ length: 17 }, (_, n) => marksOf({ says: `rival ${n}` })).sort((a, b) =>
  a.digest < b.digest ? 1 : -1,
);

const CASES: readonly (readonly [string, readonly Marks[]])[] = [
  ["a first version", [marksOf()]],
  ["a higher revision replaces", [marksOf(), marksOf({ says: "b", revision: 2 })]],
  ["a lower revision is ignored", [marksOf({ revision: 2 }), marksOf({ says: "b" })]],
  ["no leap is too far", [marksOf(), marksOf({ says: "b", revision: 2_147_483_647 })]],
  [
    "rivals are both kept, and the greatest D wins",
    [marksOf({ says: "a" }), marksOf({ says: "b" }), marksOf({ says: "c" })],
  ],
  [
    "a cancelled rival wins",
    [marksOf({ says: "a" }), marksOf({ says: "b" }), marksOf({ says: "d", cancelled: true })],
  ],
  [
    "a deleted rival wins over a cancelled one",
    [
      marksOf({ says: "a", cancelled: true }),
      marksOf({ says: "b", cancelled: true, deleted: true }),
      marksOf({ says: "c" }),
    ],
  ],
  [
    "a cancellation that overtook its event stays",
    [marksOf({ says: "x", revision: 2, cancelled: true }), marksOf()],
  ],
  ["the same version again", [marksOf(), marksOf()]],
  ["the least hop is kept", [marksOf({ hop: 4 }), marksOf({ hop: 2 }), marksOf({ hop: 9 })]],
  [
    "of copies a person's is kept, whole, with the least hop of all",
    [marksOf({ by: "feed", hop: 1 }), marksOf({ by: "person", reviseUrl: ELSEWHERE, hop: 3 })],
  ],
  [
    "of copies that with a revise URL at the UID's host",
    [marksOf({ reviseUrl: "https://0.example/discal/revise" }), marksOf({ hop: 5 })],
  ],
  [
    "a port does not matter there",
    [
      marksOf({ reviseUrl: "https://0.example/" }),
      marksOf({ reviseUrl: "https://a.example:8443/discal/revise" }),
    ],
  ],
  [
    "of copies the smaller revise URL, as WHATWG serialises it",
    [marksOf({ reviseUrl: "HTTPS://Z.example:443" }), marksOf({ reviseUrl: "https://b.example/" })],
  ],
  ["of copies the smaller C1", [marksOf({ copy: "1" }), marksOf({ copy: "2" }), marksOf({ copy: "3" })]],
  ["17 rivals: the worst is not taken where it comes last", RIVALS],
  ["17 rivals: the worst gives way where it was there first", RIVALS.toReversed()],
  [
    "the classes stand beside each other, and of such a UID only a signed one wins",
    [
      marksOf({ uid: LOCKED, class: "open", revision: 9 }),
      marksOf({ uid: LOCKED, class: "signed", says: "b" }),
      marksOf({ uid: LOCKED, class: "open", revision: 10, says: "c" }),
    ],
  ],
  ["with no signed version nothing wins there", [marksOf({ uid: LOCKED })]],
  ["a stub gains its text", [marksOf({ body: false }), marksOf()]],
  ["a stub takes no text away", [marksOf(), marksOf({ body: false })]],
  [
    "a preferred copy that is a stub takes the place of one with text",
    [marksOf({ reviseUrl: ELSEWHERE }), marksOf({ body: false })],
  ],
];

/** What merging versions one after the other comes to, and which of them wins. */
export function mergeVectors(): object {
  return {
    about:
      "Versions of one UID merged one after the other (PROTOCOL.md, section 3): what each came to, what stands in the end (rivals in their order) and which C1 wins. Any other order leads to the same state. `body: false` is a stub. Digests are SHA-256 of made-up texts.",
    vectors: CASES.map(([name, versions]) => {
      let state: ObjectState | null = null;
      const outcomes: string[] = [];
      for (const version of versions.map(versionOf)) {
        const merged = merge(state, version);
        state = merged.state;
        outcomes.push(merged.verdict);
      }
      const won = state === null ? null : winner(state);
      return {
        name,
        versions,
        outcomes,
        signed: written(state?.signed ?? null),
        open: written(state?.open ?? null),
        winner: won?.c1 ?? null,
      };
    }),
  };
}

function written(known: ClassState | null): object | null {
  return known === null ? null : { revision: known.revision, versions: known.versions.map(marksIn) };
}
