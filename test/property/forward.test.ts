import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ObjectState, Version } from "../../src/core/model/version.ts";
import { lacks, offeredHop, sendHop, type PeerCopy } from "../../src/core/reconcile/forward.ts";
import { merge } from "../../src/core/reconcile/merge.ts";
import { governing } from "../../src/core/reconcile/winner.ts";
import { histories, learn } from "../support/histories.ts";
import { holds } from "../support/law.ts";

/** Of a state what a peer may be sent: stubs are not. */
function sendable(state: ObjectState | null): readonly Version[] {
  return (state === null ? [] : (governing(state)?.versions ?? [])).filter(({ text }) => text !== "");
}

function copyOf(version: Version, hop: number): PeerCopy {
  const { class: versionClass, revision, digest, c1, signedAt } = version;
  return { class: versionClass, revision, digest, c1, hop, signedAt };
}

describe("forwarding", { timeout: 120_000 }, () => {
  it("never sends what was sent before, unless the hop shrank, other bytes are kept, or it was signed anew", () => {
    holds(histories(1), ([a]) => {
      let state: ObjectState | null = null;
      const sent: PeerCopy[] = [];
      for (const next of a ?? []) {
        state = merge(state, next).state;
        for (const version of sendable(state).filter((one) => lacks(sent, one))) {
          const same = sent.filter((copy) => copy.c1 === version.c1 && copy.class === version.class);
          const hop = sendHop(version) as number;
          const isNews = (before: PeerCopy) =>
            hop < before.hop || (version.signedAt ?? 0) > (before.signedAt ?? 0);
          expect(same.every(isNews)).toBe(true);
          sent.push(copyOf(version, hop));
        }
        expect(sendable(state).some((one) => lacks(sent, one))).toBe(false);
      }
    });
  });

  it("leaves out only what would change nothing where it is not sent", () => {
    holds(histories(2), ([a, b]) => {
      const [mine, theirs] = [
        learn(null, a ?? []),
        learn(
          null,
          (b ?? []).filter((one) => one.text !== ""),
        ),
      ];
      const has = [...(theirs?.signed?.versions ?? []), ...(theirs?.open?.versions ?? [])].map((one) =>
        copyOf(one, one.hop),
      );
      if (mine?.uid !== theirs?.uid) return;
      for (const version of sendable(mine).filter((one) => !lacks(has, one))) {
        const offered = { ...version, hop: sendHop(version) as number, signature: null, signedAt: null };
        expect(merge(theirs, offered).changed).toBe(false);
      }
    });
  });

  it("brings two nodes that tell each other all that the other lacks to one state, and then falls silent", () => {
    holds(histories(2), ([a, b]) => {
      const whole = (history: readonly Version[] | undefined) =>
        (history ?? []).map((one) => ({ ...one, text: "whole", signature: null, signedAt: null }));
      const nodes = [learn(null, whole(a)), learn(null, whole(b))];
      const knows: PeerCopy[][] = [[], []];
      for (let round = 0; ; round += 1) {
        const [from, to] = [round % 2, (round + 1) % 2];
        const offers = sendable(nodes[from] ?? null).filter((one) => lacks(knows[from] ?? [], one));
        const back = sendable(nodes[to] ?? null).filter((one) => lacks(knows[to] ?? [], one));
        if (offers.length === 0 && back.length === 0) break;
        expect(round).toBeLessThan(8);
        for (const version of offers) {
          const hop = sendHop(version) as number;
          nodes[to] = merge(nodes[to] ?? null, { ...version, hop: offeredHop(hop, false) }).state;
          knows[from]?.push(copyOf(version, hop));
          knows[to]?.push(copyOf(version, hop - 1));
        }
      }
      const shown = nodes.map((state) =>
        sendable(state ?? null)
          .map(({ digest, c1 }) => `${digest} ${c1}`)
          .sort(),
      );
      expect(shown[0]).toEqual(shown[1]);
    });
  });

  it("adds one to a hop, and believes below 2 only the origin", () => {
    holds(fc.tuple(fc.nat(2_147_483_647), fc.boolean()), ([hop, fromOrigin]) => {
      expect(sendHop({ hop })).toBe(hop === 2_147_483_647 ? null : hop + 1);
      const stored = offeredHop(hop, fromOrigin);
      expect(stored).toBe(fromOrigin || hop >= 2 ? hop : 2);
    });
  });
});
