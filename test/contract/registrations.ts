import { describe, expect, test } from "vitest";
import type { Registration } from "../../src/core/model/registration.ts";
import { DAY, NOW } from "./samples.ts";
import type { StoreKind } from "./store.ts";

const HASH = "c".repeat(64);

/** A request of b.example to be pushed to. */
export function registration(id: string, given: Partial<Registration> = {}): Registration {
  return {
    id,
    direction: "in",
    site: "https://b.example",
    callback: "https://b.example/discal/enter-event",
    fingerprint: "A".repeat(40),
    filter: { tags: ["music"] },
    request: "a".repeat(64),
    credential: null,
    mutual: false,
    state: "requested",
    lease: 10 * DAY,
    leaseUntil: null,
    createdAt: NOW,
    changedAt: NOW,
    reason: "",
    ...given,
  };
}

export function registrationsContract({ place }: StoreKind): void {
  describe("keeps who asked to be pushed to", () => {
    test("by direction and id, newest change first", async () => {
      await using at = await place();
      await using store = await at.open();
      const { registrations } = store;
      const [asked, asks] = [registration("one"), registration("one", { direction: "out" })];
      const later = registration("two", { changedAt: NOW + 1 });
      for (const each of [asked, asks, later]) await registrations.save(each);
      expect(await registrations.find("in", "one")).toEqual(asked);
      expect(await registrations.find("out", "one")).toEqual(asks);
      expect(await registrations.find("out", "two")).toBeNull();
      expect(await registrations.all()).toEqual([later, asked, asks]);
      expect(await registrations.ofSite("in", "https://b.example")).toEqual([later, asked]);
      expect(await registrations.ofSite("in", "https://c.example")).toEqual([]);
      const active = { ...asked, state: "active", leaseUntil: NOW + DAY, changedAt: NOW + 2 } as const;
      await registrations.save(active);
      expect(await registrations.ofSite("in", "https://b.example")).toEqual([active, later]);
      expect(await registrations.remove("in", "two")).toBe(true);
      expect(await registrations.remove("in", "two")).toBe(false);
      expect(await registrations.all()).toEqual([active, asks]);
    });

    test("and tells people in the same moment", async () => {
      await using at = await place();
      await using store = await at.open();
      const notice = { kind: "registration", uid: null, siteId: null, text: "b.example asks" } as const;
      await store.registrations.save(registration("one", { changedAt: NOW + 5 }), [notice]);
      const [told] = await store.notices.list({ unseenOnly: true, before: null, limit: 10 });
      expect(told).toMatchObject({ ...notice, at: NOW + 5 });
    });

    test.each(["active", "revoked", "gone"] as const)(
      "who have seen that a site waits for them once its request is %s",
      async (state) => {
        await using at = await place();
        await using store = await at.open();
        const { registrations, notices } = store;
        const unseen = async () =>
          (await notices.list({ unseenOnly: true, before: null, limit: 10 })).map(({ text }) => text);
        const asks = (text: string) => [{ kind: "registration", uid: null, siteId: null, text } as const];
        const waiting = { state: "awaiting-approval" } as const;
        const other = { ...waiting, site: "https://c.example" };
        await registrations.save(registration("one", waiting), asks("b asks"));
        await registrations.save(registration("two", other), asks("c asks"));
        // Whoever asks in its name, unconfirmed, settles nothing.
        await registrations.save(registration("three", { state: "verifying" }));
        await registrations.save(registration("four", waiting));
        expect(await unseen()).toEqual(["c asks", "b asks"]);
        await registrations.save(registration("four", { state }), asks("what became of it"));
        expect(await unseen()).toEqual(["what became of it", "c asks"]);
        expect((await notices.untold(9)).map(({ text }) => text)).toEqual(["c asks", "what became of it"]);
        // What it came to stays until a person looks.
        await registrations.save(registration("four", { state }));
        expect(await unseen()).toEqual(["what became of it", "c asks"]);
      },
    );

    test("finds who pushes by the hash of a token, until it was taken back", async () => {
      await using at = await place();
      await using store = await at.open();
      const out = registration("one", { direction: "out", credential: HASH });
      await store.registrations.save(out);
      await store.registrations.save(registration("two", { credential: HASH, state: "active" }));
      expect(await store.registrations.byCredential(HASH)).toEqual(out);
      expect(await store.registrations.byCredential("d".repeat(64))).toBeNull();
      await store.registrations.save({ ...out, state: "gone" });
      expect(await store.registrations.byCredential(HASH)).toBeNull();
    });

    test("forgets requests that nobody confirmed: old ones, and all but the newest", async () => {
      await using at = await place();
      await using store = await at.open();
      const { registrations } = store;
      const ids = async () => (await registrations.all()).map(({ id }) => id);
      await registrations.save(registration("old", { changedAt: NOW - DAY - 1 }));
      await registrations.save(
        registration("waits", { state: "awaiting-approval", changedAt: NOW - DAY - 1 }),
      );
      await registrations.save(registration("mine", { direction: "out", changedAt: NOW - DAY - 1 }));
      for (const n of [1, 2, 3]) await registrations.save(registration(`new-${n}`, { changedAt: NOW + n }));
      await registrations.forgetUnverified(NOW - DAY, 2);
      expect(await ids()).toEqual(["new-3", "new-2", "mine", "waits"]);
    });

    test("ends leases in their time, and says so once", async () => {
      await using at = await place();
      await using store = await at.open();
      const { registrations, notices } = store;
      const site = {
        kind: "peer",
        url: "https://b.example",
        name: "B",
        declared: "api",
        position: 1,
      } as const;
      const roles = { poll: null, push: false, accept: false, tags: [], lead: "person" } as const;
      const { id } = await store.registry.add(
        { ...site, ...roles, fingerprint: null, filterIn: null, filterOut: null },
        NOW,
      );
      expect(await registrations.nextDue()).toBeNull();
      await registrations.save(registration("one", { state: "active", leaseUntil: NOW + DAY }));
      await registrations.save(registration("held", { state: "suspended", leaseUntil: NOW - DAY }));
      const out = { direction: "out", state: "active", leaseUntil: NOW + 2 * DAY } as const;
      await registrations.save(registration("mine", out));
      expect(await registrations.nextDue()).toBe(NOW + DAY);
      expect(await registrations.expire(NOW + DAY - 1)).toEqual([]);
      const [ended] = await registrations.expire(NOW + DAY);
      expect(ended).toMatchObject({ id: "one", state: "expired", changedAt: NOW + DAY });
      expect(await registrations.find("in", "one")).toEqual(ended);
      expect(await registrations.expire(NOW + DAY)).toEqual([]);
      expect(await registrations.nextDue()).toBe(NOW + 2 * DAY);
      await registrations.expire(NOW + 3 * DAY);
      expect(await registrations.nextDue()).toBeNull();
      const told = await notices.list({ unseenOnly: true, before: null, limit: 10 });
      expect(told.map(({ siteId, text }) => [siteId, text.slice(0, 22)])).toEqual([
        [id, "b.example pushes to th"],
        [id, "b.example is not pushe"],
      ]);
    });
  });
}
