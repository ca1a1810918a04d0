import { describe, expect, it } from "vitest";
import { type Cluster, createCluster, urlOf } from "../support/cluster.ts";
import { calendarOf, pushCrafted } from "../support/crafted-push.ts";
import { evening } from "../support/evening.ts";
import { against } from "../support/threat.ts";

const MAX = 2_147_483_647;
const HERE = "picnic@a.node.example";
const reviseAt = (name: string) => `${urlOf(name)}/discal/revise`;

/** Mallory m and the origin a both push to b, which pushes to all. */
const world = (authority: "open" | "locked" = "open") =>
  createCluster({ push: { a: ["b"], m: ["b"], b: ["a", "m"] }, settings: { a: { authority } } });

async function winnerAt(cluster: Cluster, name: string, uid: string) {
  return (await cluster.node(name).store.commons.get(uid))?.winner ?? null;
}

describe("a UID that somebody else was the first to use", () => {
  it(
    "belongs to nobody where authority is open: the next revision counts, by whomever",
    against(
      "identity",
      "a stranger squats a UID of another site",
      "no order of arrival in merge: the highest revision stands, and its origin can always make one",
    ),
    async () => {
      await using cluster = await world();
      const squatted = calendarOf({
        UID: HERE,
        "X-REVISION": 5,
        "X-REVISE-URL": reviseAt("m"),
        SUMMARY: "Squat",
      });
      expect(await pushCrafted(cluster, "m", "b", squatted)).toMatchObject({ verdict: "accepted" });
      await cluster.settle();
      expect(await winnerAt(cluster, "b", HERE)).toMatchObject({ revision: 5 });
      expect(await winnerAt(cluster, "a", HERE)).toMatchObject({ revision: 5 });
      await cluster.node("a").edit(HERE, { title: "By its origin" });
      await cluster.settle();
      for (const name of ["a", "b", "m"])
        expect((await winnerAt(cluster, name, HERE))?.text).toContain("SUMMARY:By its origin");
    },
  );

  it(
    "is of its key where authority is locked: what others say of it counts nowhere, whatever its revision",
    against(
      "identity",
      "a stranger squats, inflates or deletes an event of a node that locks its events",
      "only versions signed by the key in the UID are published",
    ),
    async () => {
      await using cluster = await world("locked");
      const { uid } = await cluster.node("a").enter(evening);
      const forged = [
        { "X-REVISION": 5, SUMMARY: "Squat" },
        { "X-REVISION": MAX, SUMMARY: "For ever" },
        { "X-REVISION": MAX, STATUS: "CANCELLED", "X-DELETED": "TRUE" },
      ].map((says) => calendarOf({ UID: uid, "X-REVISE-URL": reviseAt("m"), ...says }));
      // Before anybody has heard of it, and after.
      for (const text of forged) await pushCrafted(cluster, "m", "b", text);
      expect(await winnerAt(cluster, "b", uid)).toBeNull();
      await cluster.settle();
      for (const text of forged) await pushCrafted(cluster, "m", "b", text);
      await cluster.settle();
      expect(await winnerAt(cluster, "b", uid)).toMatchObject({ revision: 0, class: "signed" });
      expect(await winnerAt(cluster, "a", uid)).toMatchObject({ revision: 0, class: "signed" });
      await cluster.node("a").edit(uid, { title: "By its origin" });
      await cluster.settle();
      expect(await winnerAt(cluster, "b", uid)).toMatchObject({ revision: 1, class: "signed" });
    },
  );
});

describe("a revision that is the last there can be", () => {
  it(
    "stands, shows as a valid SEQUENCE, and tells who would change it what to do",
    against(
      "identity",
      "a revision is inflated to 2147483647",
      "open authority: it stands, nothing breaks, and the way out is said; locked authority: it counts nowhere",
    ),
    async () => {
      await using cluster = await world();
      const inflated = calendarOf({
        UID: HERE,
        "X-REVISION": MAX,
        "X-REVISE-URL": reviseAt("m"),
        SEQUENCE: 4,
      });
      expect(await pushCrafted(cluster, "m", "b", inflated)).toMatchObject({ verdict: "accepted" });
      await cluster.settle();
      const a = cluster.node("a");
      await expect(a.edit(HERE, { title: "Again" })).rejects.toThrow(/is the last.*RELATED-TO:picnic@a/);
      await expect(a.cancel(HERE)).rejects.toThrow("is the last");
      const feed = await (await a.fetch(new Request(`${urlOf("a")}/feed.ics`))).text();
      expect(feed).toContain(`SEQUENCE:${MAX}\r\n`);
      const over = calendarOf({ UID: HERE, "X-REVISION": MAX + 1, "X-REVISE-URL": reviseAt("m") });
      expect(await pushCrafted(cluster, "m", "b", over)).toMatchObject({ verdict: "rejected" });
      // All else goes on, under another UID.
      const { uid } = await a.enter(evening);
      await cluster.settle();
      expect(await winnerAt(cluster, "b", uid)).not.toBeNull();
    },
  );
});

describe("a hop that is a lie", () => {
  it.each<[said: string | number, verdict: string, stored: number | null]>([
    [0, "accepted", 2],
    [1, "accepted", 2],
    [7, "accepted", 7],
    [MAX, "accepted", MAX],
    [MAX + 1, "rejected", null],
    ["-1", "rejected", null],
    ["00", "rejected", null],
    ["1e9", "rejected", null],
    ["9007199254740993", "rejected", null],
    ["", "rejected", null],
  ])(
    "X-HOP:%s by a relay is %s, and stored as %s",
    against(
      "identity",
      "a relay lies about hops: 0, negative, huge",
      "who is not the origin has at least 2; numbers have one spelling; the greatest is not sent on",
    ),
    async (said, verdict, stored) => {
      await using cluster = await world();
      const text = calendarOf({ UID: HERE, "X-HOP": said, "X-REVISE-URL": reviseAt("a") });
      expect(await pushCrafted(cluster, "m", "b", text)).toMatchObject({ verdict });
      expect((await winnerAt(cluster, "b", HERE))?.hop ?? null).toBe(stored);
      await cluster.settle();
      const sentOn = await winnerAt(cluster, "a", HERE);
      expect(sentOn?.hop ?? null).toBe(stored === null || stored === MAX ? null : stored + 1);
    },
  );
});
