import { describe, expect, it } from "vitest";
import { urlOf } from "../support/cluster.ts";
import { evening } from "../support/evening.ts";
import {
  ASK,
  DAY,
  MINUTE,
  WISH,
  incoming,
  outgoing,
  post,
  pushesTo,
  sentBy,
  strangers,
  told,
} from "../support/registering.ts";

describe("what a site asked for", () => {
  it("renews at half of its lease, for as long as both are there", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    await b.register(urlOf("a"), { ...WISH, lease: 2 * DAY });
    await cluster.advance(DAY - MINUTE);
    const renewals = () => sentBy(cluster, "b").filter((sent) => /POST .*push-register\/./.test(sent)).length;
    expect(renewals()).toBe(0);
    await cluster.advance(8 * DAY);
    expect(renewals()).toBeGreaterThanOrEqual(8);
    // The other node verifies a moment later, and may be asked once more before.
    expect(renewals()).toBeLessThanOrEqual(16);
    expect((await incoming(a))?.leaseUntil).toBeGreaterThan(cluster.now());
    expect([...(await told(a)), ...(await told(b))]).toEqual([]);
  });

  it("that is away loses its lease, in which people are told, and gets it back without them", async () => {
    await using cluster = await strangers({ a: ASK });
    const { a, b } = cluster;
    await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    await a.decideRegistration((await incoming(a))?.id ?? "", "approve");
    await cluster.advance(DAY);
    cluster.cut("a", "b");
    await cluster.advance(11 * DAY);
    expect(await incoming(a)).toMatchObject({ state: "expired" });
    expect(await outgoing(b)).toMatchObject({ state: "expired" });
    expect(await told(a)).toContainEqual(expect.stringContaining("b.node.example is not pushed to any more"));
    expect(await told(b)).toContainEqual(
      expect.stringContaining("a.node.example pushes to this node no more"),
    );
    cluster.heal();
    await cluster.advance(2 * DAY);
    expect(await incoming(a)).toMatchObject({ state: "active" });
    expect(await outgoing(b)).toMatchObject({ state: "active" });
  });

  it("hears within a day that an operator has suspended, resumed or revoked it, and no renewal undoes that", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    const { id = "" } = (await incoming(a)) ?? {};
    await a.decideRegistration(id, "suspend");
    await a.enter({ ...evening, title: "Held" });
    await cluster.advance(DAY + 1);
    expect(sentBy(cluster, "a")).not.toContain(pushesTo("b"));
    expect(await outgoing(b)).toMatchObject({
      state: "suspended",
      reason: expect.stringContaining("operator"),
    });
    expect(await told(b)).toEqual([expect.stringContaining("does not push to this node")]);
    await a.decideRegistration(id, "resume");
    await cluster.advance(DAY + 1);
    expect(sentBy(cluster, "a")).toContain(pushesTo("b"));
    expect(await outgoing(b)).toMatchObject({ state: "active" });
    await a.decideRegistration(id, "revoke");
    await cluster.advance(DAY + 1);
    expect(await outgoing(b)).toMatchObject({ state: "revoked", reason: expect.stringContaining("revoked") });
    // Nor does a new id: a site has one standing.
    await b.register(urlOf("a"), WISH);
    await cluster.advance(DAY);
    expect(await a.store.registrations.all()).toHaveLength(1);
    expect(await incoming(a)).toMatchObject({ state: "revoked", id: (await outgoing(b))?.id });
    expect(await outgoing(b)).toMatchObject({ state: "revoked" });
  });

  it("takes back what it asked, and is pushed to no more", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    const { id } = await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    cluster.cut("a", "b");
    expect(await b.unregister(id)).toMatchObject({ state: "gone" });
    await cluster.advance(MINUTE);
    expect(await incoming(a)).toMatchObject({ state: "active" });
    cluster.heal();
    await cluster.advance(DAY);
    expect(await incoming(a)).toMatchObject({ state: "gone", leaseUntil: null });
    expect(await outgoing(b)).toBeUndefined();
    await a.enter({ ...evening, title: "Not for B" });
    await cluster.advance(MINUTE);
    expect(sentBy(cluster, "a")).not.toContain(pushesTo("b"));
  });

  it("may ask anew with another wish, and takes back both where that is not confirmed yet", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    await b.register(urlOf("a"), WISH);
    await cluster.advance(2 * MINUTE);
    await b.register(urlOf("a"), { ...WISH, filter: { tags: ["music"] } });
    await cluster.advance(2 * MINUTE);
    expect(await b.store.registrations.all()).toHaveLength(1);
    expect(await a.store.registrations.all()).toHaveLength(1);
    expect(await incoming(a)).toMatchObject({ state: "active", filter: { tags: ["music"] } });
    expect(await b.store.registry.byUrl(urlOf("a"))).toMatchObject({ filterIn: { tags: ["music"] } });
    cluster.intercept(({ from, request }) => (from === "a" ? new Error("lost") : request));
    const older = await outgoing(b);
    const { id } = await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    expect(await b.store.registrations.all()).toHaveLength(2);
    // Whoever replays the older one finds it disowned.
    const query = { registration: older?.id ?? "", request: older?.request ?? "", lease: "864000" };
    const challenge = new URLSearchParams({ ...query, challenge: "abcdefghijklmnopqrstuv" }).toString();
    const answer = await b.fetch(new Request(`${urlOf("b")}/discal/enter-event?${challenge}`));
    expect(answer.status).toBe(404);
    await b.unregister(id);
    await cluster.advance(5 * MINUTE);
    expect(await b.store.registrations.all()).toEqual([]);
    expect(await a.store.registrations.all()).toMatchObject([{ state: "gone" }]);
  });

  it("ends what it asked by answering that its callback is gone", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    const { id } = await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    await b.store.errands.add(
      { kind: "register", subject: id, payload: { endpoint: urlOf("x"), bearer: null } },
      0,
    );
    await b.unregister(id);
    cluster.intercept(({ request }) => (request.method === "DELETE" ? new Error("lost") : request));
    await post(a, `/discal/push-register/${id}`, "");
    await cluster.advance(MINUTE);
    expect(await incoming(a)).toMatchObject({ state: "gone", reason: expect.stringContaining("callback") });
  });

  it("ends where a push is answered that it is gone, and people are told to do nothing that would not help", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    cluster.answer(({ request }, response) =>
      request.url.endsWith("/enter-event") ? { ...response, status: 410 } : response,
    );
    await a.enter({ ...evening, title: "Not wanted" });
    await cluster.advance(MINUTE);
    expect(await incoming(a)).toMatchObject({ state: "gone" });
    const texts = (await a.store.notices.list({ unseenOnly: true, before: null, limit: 9 })).map(
      ({ text }) => text,
    );
    expect(texts).toEqual([expect.stringContaining("it is pushed to once it asks again")]);
    expect(texts[0]).not.toContain("replay");
  });

  it("is parted from with its registrations where a peer is removed", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    const row = await a.store.registry.byUrl(urlOf("b"));
    await a.changeSite(row?.id ?? 0, { enabled: false });
    expect(await incoming(a)).toMatchObject({ state: "revoked" });
    const other = await b.store.registry.byUrl(urlOf("a"));
    await b.changeSite(other?.id ?? 0, { enabled: false });
    expect(await outgoing(b)).toMatchObject({ state: "gone" });
  });

  it("is given no longer a lease than the node gives", async () => {
    await using cluster = await strangers({ a: { registration: { answer: "allow", lease: DAY } } });
    const { a, b } = cluster;
    await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    expect((await incoming(a))?.leaseUntil).toBeLessThanOrEqual(cluster.now() + DAY);
    await cluster.advance(5 * DAY);
    expect(await incoming(a)).toMatchObject({ state: "active" });
  });
});
