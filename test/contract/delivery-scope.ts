import { describe, expect, test } from "vitest";
import type { Registration } from "../../src/core/model/registration.ts";
import { answer, batch, contents, enter } from "./delivering.ts";
import { DAY, declared, deletion, NOW, peerSite, version } from "./samples.ts";
import type { StoreKind } from "./store.ts";

export function deliveryScopeContract({ place }: StoreKind): void {
  describe("gives a peer only", () => {
    test("what changes from now on, where it starts at the head; one that has begun goes on", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1));
      await store.deliveries.startAtHead(p);
      expect(await store.deliveries.lag()).toMatchObject([{ backlog: 0 }]);
      await enter(store, version("2@a", 1));
      await store.deliveries.startAtHead(p);
      expect(contents(await batch(store, p))).toEqual(["2@a r1 h2"]);
    });

    test("what its filter and the policy take, but all that follows what it has", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0, q = 0] = await declared(
        store,
        peerSite("p", { filterOut: { tags: ["Jazz"] } }),
        peerSite("q"),
      );
      await store.registry.declarePolicies(
        [{ action: "forward", actor: "q.example", scope: "tag:jazz", verdict: "deny" }],
        NOW,
      );
      await enter(store, version("1@a", 1, { CATEGORIES: "Jazz" }), version("2@a", 1));
      const [toP, toQ] = [await batch(store, p), await batch(store, q)];
      expect(contents(toP)).toEqual(["1@a r1 h2"]);
      expect(contents(toQ)).toEqual(["2@a r1 h2"]);
      await answer(store, toP);
      await answer(store, toQ);
      await enter(store, deletion("1@a", 2), version("2@a", 2, { CATEGORIES: "Jazz" }));
      expect(contents(await batch(store, p))).toEqual(["1@a r2 h2", "2@a r2 h2"]);
      expect(contents(await batch(store, q))).toEqual(["1@a r2 h2", "2@a r2 h2"]);
    });

    test("what was withheld from it, once its filter or the policy lets it, and nobody else anything", async () => {
      await using at = await place();
      await using store = await at.open();
      const sites = [peerSite("p", { filterOut: { tags: ["Jazz"] } }), peerSite("q"), peerSite("r")] as const;
      const [p = 0, q = 0, r = 0] = await declared(store, ...sites);
      const deny = { action: "forward", actor: "q.example", scope: "tag:talk", verdict: "deny" } as const;
      await store.registry.declarePolicies([deny], NOW);
      await enter(
        store,
        version("1@a", 1, { CATEGORIES: "Jazz" }),
        version("2@a", 1, { CATEGORIES: "Talk" }),
      );
      await answer(store, await batch(store, p));
      await answer(store, await batch(store, q));
      await answer(store, await batch(store, r));
      await declared(store, { ...sites[0], filterOut: null }, sites[1], sites[2]);
      expect(contents(await batch(store, p))).toEqual(["2@a r1 h2"]);
      expect(await batch(store, q)).toBeNull();
      expect((await store.deliveries.lagOf(r))?.backlog).toBe(0);
      await store.registry.declarePolicies([], NOW);
      expect(contents(await batch(store, q))).toEqual(["2@a r1 h2"]);
      expect(await batch(store, r)).toBeNull();
    });

    test("what it asked for itself, as long as that is active", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p", { push: false }));
      await enter(store, version("1@a", 1, { CATEGORIES: "Jazz" }), version("2@a", 1));
      expect(await store.deliveries.due(NOW)).toEqual([]);
      const registration: Registration = {
        id: "0123456789012345678901",
        direction: "in",
        site: "https://p.example",
        callback: "https://p.example/discal/enter-event",
        fingerprint: null,
        filter: { withoutTags: ["jazz"] },
        request: "00",
        credential: null,
        mutual: false,
        state: "active",
        lease: DAY,
        leaseUntil: NOW + DAY,
        createdAt: NOW,
        changedAt: NOW,
        reason: "",
      };
      await store.registrations.save(registration);
      expect(await store.deliveries.due(NOW)).toMatchObject([{ id: p }]);
      expect(await store.deliveries.lag()).toMatchObject([{ siteId: p, backlog: 2 }]);
      expect(contents(await batch(store, p))).toEqual(["2@a r1 h2"]);
      await store.registrations.save({ ...registration, state: "expired" });
      expect(await batch(store, p)).toBeNull();
      expect(await store.deliveries.lag()).toEqual([]);
    });
  });
}
