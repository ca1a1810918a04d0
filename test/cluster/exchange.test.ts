import { describe, expect, it } from "vitest";
import { contentDigest } from "../../src/wire/envelope.ts";
import { createCluster, urlOf, type Cluster } from "../support/cluster.ts";

const evening = {
  title: "Evening of songs",
  start: "2026-03-20T19:30:00",
  end: "2026-03-20T22:00:00",
  zone: "America/Los_Angeles",
  allDay: false,
  location: "Town hall",
  description: "Bring your voice.",
  url: null,
  tags: ["music"],
};

async function titles(cluster: Cluster, name: string): Promise<string[]> {
  const page = await cluster.node(name).store.commons.list({ limit: 100 });
  return page.rows.map(({ event }) => event.title);
}

function pushes(cluster: Cluster, from: string, to: string): number {
  return cluster.traffic.filter(
    (sent) => sent.from === from && sent.request.url === `${urlOf(to)}/discal/enter-event`,
  ).length;
}

describe("nodes that push to each other", () => {
  it("pass an event on along a chain, each hop counted, each node told once", async () => {
    await using cluster = await createCluster({ push: { a: ["b"], b: ["c"] } });
    const { uid } = await cluster.node("a").enter(evening);
    await cluster.settle();
    for (const [name, hop] of [
      ["a", 0],
      ["b", 1],
      ["c", 2],
    ] as const) {
      const object = await cluster.node(name).store.commons.get(uid);
      expect(object?.winner).toMatchObject({ uid, revision: 0, hop });
      expect(await titles(cluster, name)).toEqual([evening.title]);
    }
    expect([pushes(cluster, "a", "b"), pushes(cluster, "b", "c")]).toEqual([1, 1]);
    expect([pushes(cluster, "b", "a"), pushes(cluster, "c", "b")]).toEqual([0, 0]);
    await cluster.settle();
    expect(pushes(cluster, "b", "c")).toBe(1);
  });

  it("end loops: in a ring every node gets an event, and the traffic stops", async () => {
    await using cluster = await createCluster({
      push: { a: ["b", "c"], b: ["a", "c"], c: ["a", "b"] },
    });
    const { uid } = await cluster.node("a").enter(evening);
    await cluster.settle();
    for (const name of ["b", "c"]) {
      expect((await cluster.node(name).store.commons.get(uid))?.winner?.hop).toBe(1);
    }
    const before = cluster.traffic.length;
    await cluster.advance(24 * 3_600_000);
    expect(cluster.traffic.length).toBe(before);
  });

  it("get what they missed while they were cut off", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    cluster.cut("a", "b");
    for (let n = 0; n < 120; n += 1) await cluster.node("a").enter({ ...evening, title: `Event ${n}` });
    await cluster.advance(600_000);
    expect(await titles(cluster, "b")).toEqual([]);
    const [lag] = await cluster.node("a").store.deliveries.lag();
    expect(lag).toMatchObject({ backlog: 120, lastSuccess: null });
    expect(lag?.failures).toBeGreaterThan(2);
    cluster.heal();
    await cluster.settle();
    expect(
      new Set((await cluster.node("b").store.commons.list({ limit: 200 })).rows.map((row) => row.event.title))
        .size,
    ).toBe(120);
    expect(pushes(cluster, "a", "b")).toBe(3);
  });

  it("that are polled as well double nothing", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] }, poll: { b: ["a"] } });
    const { uid } = await cluster.node("a").enter(evening);
    await cluster.settle();
    await cluster.advance(3 * 3_600_000);
    const object = await cluster.node("b").store.commons.get(uid);
    expect(object?.winner).toMatchObject({ hop: 1, revision: 0 });
    expect(object?.state.open?.versions).toHaveLength(1);
    expect(await titles(cluster, "b")).toEqual([evening.title]);
  });

  it("take by polling alone the very bytes that the origin has", async () => {
    await using cluster = await createCluster({ push: {}, poll: { b: ["a"], c: ["b"] } });
    const { uid, c1 } = await cluster.node("a").enter(evening);
    await cluster.advance(3 * 3_600_000);
    const [b, c] = await Promise.all(["b", "c"].map((name) => cluster.node(name).store.commons.get(uid)));
    expect([b?.winner?.c1, c?.winner?.c1]).toEqual([c1, c1]);
    expect([b?.winner?.hop, c?.winner?.hop]).toEqual([1, 2]);
  });
});

describe("nodes that only poll", () => {
  it("fetch what they lack in several requests, and only what they lack", async () => {
    await using cluster = await createCluster({ push: {}, poll: { b: ["a"] } });
    const asked = () =>
      cluster.traffic.filter(({ request }) => request.url === `${urlOf("a")}/discal/v1/objects`);
    for (let n = 0; n < 220; n += 1) await cluster.node("a").enter({ ...evening, title: `Event ${n}` });
    await cluster.advance(2 * 3_600_000);
    expect(await cluster.node("b").store.statistics()).toMatchObject({ events: 220 });
    expect(asked()).toHaveLength(2);
    await cluster.node("a").enter({ ...evening, title: "One more" });
    await cluster.advance(2 * 3_600_000);
    expect(await cluster.node("b").store.statistics()).toMatchObject({ events: 221 });
    const last = asked().at(-1)?.request.body;
    expect(JSON.parse(Buffer.from(last ?? []).toString())).toMatchObject({ digests: [expect.any(String)] });
  });
});

describe("a push is refused, each time with its own reason", () => {
  const at = `${urlOf("b")}/discal/enter-event`;

  it("when it is replayed", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    await cluster.node("a").enter(evening);
    await cluster.settle();
    const sent = cluster.traffic.find(({ request }) => request.url === at);
    const again = await cluster.node("b").fetch(
      new Request(at, {
        method: "POST",
        headers: { ...sent?.request.headers },
        body: Buffer.from(sent?.request.body ?? ""),
      }),
    );
    expect(again.status).toBe(401);
    expect(again.headers.get("WWW-Authenticate")).toBe('DisCal-Signature, Bearer realm="DisCal"');
    expect(await again.json()).toMatchObject({ details: { fault: "replayed" } });
  });

  it("when it was meant for another node", async () => {
    await using cluster = await createCluster({ push: { a: ["b", "c"] } });
    await cluster.node("a").enter(evening);
    await cluster.settle();
    const forB = cluster.traffic.find(({ request }) => request.url === at);
    const atC = await cluster.node("c").fetch(
      new Request(`${urlOf("c")}/discal/enter-event`, {
        method: "POST",
        headers: { ...forB?.request.headers },
        body: Buffer.from(forB?.request.body ?? ""),
      }),
    );
    expect(atC.status).toBe(401);
    expect(await atC.json()).toMatchObject({ details: { fault: "wrong-signature" } });
  });

  it("when its body was changed, when it is not signed, and when the sender is not known", async () => {
    await using cluster = await createCluster({ push: { a: ["b"], x: ["y"] } });
    await cluster.node("a").enter(evening);
    await cluster.settle();
    const sent = cluster.traffic.find(({ request }) => request.url === at);
    const headers = { ...sent?.request.headers };
    const signature = headers["DisCal-Signature"] ?? "";
    // With the key of a peer it would be that peer, moved, had the key signed it.
    const mover = { ...headers, "DisCal-Signature": signature.replace("//a.", "//x.") };
    const [ofA = "", ofX = ""] = ["a", "x"].map((name) => cluster.node(name).self.signer.fingerprint);
    const stranger = { ...mover, "DisCal-Signature": mover["DisCal-Signature"].replace(ofA, ofX) };
    const faults = [];
    for (const [given, body] of [
      [{ ...headers, "Content-Digest": contentDigest(Buffer.from("BEGIN:VCALENDAR")) }, "BEGIN:VCALENDAR"],
      [{ "content-type": "text/calendar" }, "BEGIN:VCALENDAR"],
      [mover, Buffer.from(sent?.request.body ?? "")],
      [stranger, Buffer.from(sent?.request.body ?? "")],
    ] as const) {
      const answer = await cluster.node("b").fetch(new Request(at, { method: "POST", headers: given, body }));
      faults.push([answer.status, ((await answer.json()) as { details: { fault: string } }).details.fault]);
    }
    expect(faults).toEqual([
      [401, "wrong-signature"],
      [401, "unsigned"],
      [401, "wrong-signature"],
      [401, "unknown-sender"],
    ]);
  });

  it("when the clock has moved on", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    await cluster.node("a").enter(evening);
    await cluster.settle();
    const sent = cluster.traffic.find(({ request }) => request.url === at);
    await cluster.advance(3_600_000);
    const late = await cluster.node("b").fetch(
      new Request(at, {
        method: "POST",
        headers: { ...sent?.request.headers },
        body: Buffer.from(sent?.request.body ?? ""),
      }),
    );
    expect(await late.json()).toMatchObject({ status: 401, details: { fault: "past" } });
  });
});
