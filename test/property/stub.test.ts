import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ObjectState, Version } from "../../src/core/model/version.ts";
import { merge } from "../../src/core/reconcile/merge.ts";
import { withoutNewText } from "../../src/core/reconcile/stub.ts";
import { essence, histories, learn } from "../support/histories.ts";
import { CASES, holds, SEED } from "../support/law.ts";

/** Each case looks at the state after each step. */
const SOME = Math.ceil(CASES / 10);

const masks = fc.array(fc.boolean(), { minLength: 60, maxLength: 60 });

/** What a node knows whose filters refuse some of what comes, each time by another chance. */
function learnFiltered(history: readonly Version[], refused: readonly boolean[]): ObjectState | null {
  let state: ObjectState | null = null;
  for (const [n, version] of history.entries()) {
    const before: ObjectState = state ?? { uid: version.uid, signed: null, open: null };
    const merged = merge(before, version);
    const kept = refused[n] === true ? withoutNewText(before, merged, version.class) : merged;
    expect(kept.changed || kept.state[version.class] === null).toBe(essence(kept.state) !== essence(before));
    state = kept.state;
    keepsTexts(before, state);
  }
  return state;
}

/** No version that still stands has lost its text. */
function keepsTexts(before: ObjectState, after: ObjectState): void {
  for (const of of ["signed", "open"] as const) {
    const texts = new Map(after[of]?.versions.map((each) => [`${each.revision} ${each.digest}`, each.text]));
    for (const { revision, digest, text } of before[of]?.versions ?? []) {
      if (text !== "") expect(texts.get(`${revision} ${digest}`)).not.toBe("");
    }
  }
}

function withoutTexts(state: ObjectState | null): string {
  const bare = (known: ObjectState["open"]) =>
    known && { ...known, versions: known.versions.map((each) => ({ ...each, text: "" })) };
  return essence(state && { ...state, signed: bare(state.signed), open: bare(state.open) });
}

const whole = histories(1).map(([all]) => (all ?? []).filter(({ text }) => text !== ""));

describe(`stubs (${SOME} cases for each law, seed ${SEED})`, { timeout: 120_000 }, () => {
  it("come to the same state as whole versions, but for the text", () => {
    holds(
      fc.tuple(whole, masks),
      ([history, refused]) => {
        expect(withoutTexts(learnFiltered(history, refused))).toBe(withoutTexts(learn(null, history)));
      },
      SOME,
    );
  });

  it("are whole again once all is offered anew", () => {
    holds(
      fc.tuple(whole, masks),
      ([history, refused]) => {
        expect(essence(learn(learnFiltered(history, refused), history))).toBe(essence(learn(null, history)));
      },
      SOME,
    );
  });
});
