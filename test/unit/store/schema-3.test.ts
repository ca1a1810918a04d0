import { describe, expect, test } from "vitest";
import { HOUR, NOW } from "../../contract/samples.ts";
import { databaseOfSchema } from "./earlier-schema.ts";

const KEY = "A".repeat(40);
const LOCKED = `01JQ0000000000000000000000.${KEY}@node.example`;
const [TOWN, NODE, FAR] = [1, 2, 3];

const old = () => databaseOfSchema(3, NOW + 3 * HOUR);

describe("A database of schema 3", () => {
  test("keeps events, what is filtered, and what waits", async () => {
    await using store = await old().open();
    expect(await store.statistics()).toMatchObject({ events: 5, versions: 16, conflicts: 1, peers: 2 });
    expect(await store.commons.get(LOCKED)).toMatchObject({
      winner: { class: "signed", signature: "c2lnbmVk", signedAt: NOW },
    });
    expect(await store.commons.get("spam@b")).toMatchObject({ admitted: false, shown: null });
    const proposals = { kind: "proposal", after: "", limit: 9 } as const;
    expect(await store.commons.waiting(proposals)).toEqual([LOCKED, "own@a", "weekly@a"]);
    expect(await store.commons.waiting({ ...proposals, kind: "conflict" })).toEqual(["rivals@b"]);
  });

  test("keeps what this node shows otherwise", async () => {
    await using store = await old().open();
    expect(await store.commons.overlaid()).toEqual(["rivals@b", "shared@b"]);
    expect((await store.commons.list({ text: "both", limit: 9 })).rows).toHaveLength(1);
  });

  test("keeps where each peer is, and what it did not take", async () => {
    await using store = await old().open();
    expect(await store.deliveries.lagOf(FAR)).toMatchObject({ failures: 1, lastError: "no answer" });
    expect((await store.deliveries.exceptions(NODE, 9)).map(({ verdict }) => verdict).toSorted()).toEqual([
      "deferred",
      "rejected",
    ]);
    expect(await store.repair.pullState(NODE)).toMatchObject({ epoch: "epoch-of-node", cursor: 17 });
    expect(await store.repair.overdue(NODE, NOW + HOUR, 9)).toEqual(["0".repeat(64)]);
    expect(await store.polls.healthOf(TOWN)).toMatchObject({ failures: 1, lastReason: "no answer" });
    expect(await store.useNonce("a-nonce", NOW + HOUR, NOW)).toBe(false);
  });

  test("keeps who asked whom, keys, people, errands and moves", async () => {
    await using store = await old().open();
    const registrations = await store.registrations.all();
    expect(registrations.map(({ direction, state }) => `${direction} ${state}`).toSorted()).toEqual([
      "in active",
      "out active",
    ]);
    expect(await store.registry.byId(NODE)).toMatchObject({
      fingerprint: KEY,
      certificate: "-----armored-----",
      filterIn: { withoutTags: ["Spam"] },
    });
    expect(await store.keys.authors()).toMatchObject([{ name: "Anna" }]);
    expect(await store.registry.policies()).toHaveLength(1);
    expect((await store.errands.list()).map(({ kind, nextTry }) => [kind, nextTry])).toEqual([
      ["report", NOW],
      ["mail", null],
    ]);
    expect(await store.moves.all()).toMatchObject([{ from: "https://old.example" }]);
    expect(await store.tokens.byHash("f".repeat(64))).toMatchObject({ name: "office", role: "admin" });
  });
});
