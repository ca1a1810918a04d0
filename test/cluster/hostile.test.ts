import { describe, expect, it } from "vitest";
import { against } from "../support/threat.ts";
import { createCluster, urlOf, type Cluster } from "../support/cluster.ts";

const MINUTE = 60_000;

function calendar(uid: string, revision: number, ...more: readonly string[]): string {
  const stamps = ["X-HOP:0", `X-REVISION:${revision}`, `X-REVISE-URL:${urlOf("a")}/discal/revise`];
  const event = [`UID:${uid}`, "DTSTAMP:20260101T000000Z", "DTSTART:20260401T100000Z", ...stamps, ...more];
  const lines = ["VERSION:2.0", "PRODID:-//x//y//EN", "BEGIN:VEVENT", ...event, "END:VEVENT"];
  return ["BEGIN:VCALENDAR", ...lines, "END:VCALENDAR", ""].join("\r\n");
}

async function rivalsAt(cluster: Cluster, name: string, uid: string): Promise<number | undefined> {
  return (await cluster.node(name).store.commons.get(uid))?.state.open?.versions.length;
}

describe("no object stops what follows it", () => {
  it(
    "not one that says BEGIN:VCALENDAR after a Unicode line separator, be it pushed or polled",
    against("bombs", "one object among many is poisoned", "a bad object loses only itself"),
    async () => {
      await using cluster = await createCluster({ push: { a: ["b"] }, poll: { c: ["a"] } });
      const a = cluster.node("a");
      await a.enterCalendar(calendar("1", 0, "SUMMARY:Poison", "DESCRIPTION:x\u2028BEGIN:VCALENDAR\u2029y"));
      await a.enterCalendar(calendar("2", 0, "SUMMARY:Bread"));
      await cluster.advance(120 * MINUTE);
      for (const name of ["b", "c"]) {
        expect([await rivalsAt(cluster, name, "1"), await rivalsAt(cluster, name, "2")]).toEqual([1, 1]);
      }
    },
  );

  it(
    "not rivals that together are more than one push may hold",
    against(
      "bombs",
      "rivals of one event are more than a push may hold",
      "they go out in parts; nothing waits for ever",
    ),
    async () => {
      await using cluster = await createCluster({ push: { a: ["b"] } });
      const a = cluster.node("a");
      for (let n = 0; n < 16; n += 1) {
        const text = `${String.fromCodePoint(0x61 + n)}${"ä".repeat(32_000)}`;
        await a.enterCalendar(calendar("1", 3, `DESCRIPTION:${text}`)).catch(() => {});
      }
      await a.enterCalendar(calendar("2", 0, "SUMMARY:Bread"));
      await cluster.settle();
      expect([await rivalsAt(cluster, "b", "1"), await rivalsAt(cluster, "b", "2")]).toEqual([16, 1]);
      expect((await a.store.deliveries.lag())[0]).toMatchObject({ exceptions: 0, backlog: 0 });
      expect(cluster.traffic.map(({ status }) => status)).not.toContain(413);
    },
  );
});

describe("a peer that rejects an object without naming it", () => {
  it("is not offered the same bytes again", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    await cluster.node("a").enterCalendar(calendar("1", 0, "SUMMARY:Bread"));
    const refusing = [{ uid: "", revision: null, verdict: "rejected", reason: "too large for me" }];
    cluster.answer(({ request }, response) =>
      request.method === "POST"
        ? { ...response, status: 200, body: new TextEncoder().encode(JSON.stringify(refusing)) }
        : response,
    );
    await cluster.settle();
    const pushes = () => cluster.traffic.filter(({ request }) => request.method === "POST").length;
    expect(pushes()).toBe(1);
    await cluster.advance(24 * 60 * MINUTE);
    expect(pushes()).toBe(1);
    expect((await cluster.node("a").store.deliveries.lag())[0]).toMatchObject({ exceptions: 1, backlog: 0 });
  });
});

describe("a peer that refuses a whole push", () => {
  const pushes = (cluster: Cluster) =>
    cluster.traffic
      .filter(({ request }) => request.method === "POST")
      .map(({ request }) => request.body?.length);

  it("as too large is offered its halves, so that only what it never takes is left out", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    const a = cluster.node("a");
    for (let n = 0; n < 8; n += 1) {
      await a.enterCalendar(calendar(String(n), 0, `DESCRIPTION:${"x".repeat(n === 5 ? 9000 : 1000)}`));
    }
    cluster.intercept(({ request }) =>
      (request.body?.length ?? 0) > 4000 ? { ...request, body: new Uint8Array(2_000_000) } : request,
    );
    await cluster.settle();
    expect(await cluster.node("b").store.statistics()).toMatchObject({ events: 7 });
    expect((await a.store.deliveries.lag())[0]).toMatchObject({ exceptions: 1, backlog: 0, failures: 0 });
  });

  it.each([400, 415, 422])("with %i is not asked again, and gets what comes after", async (status) => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    const a = cluster.node("a");
    await a.enterCalendar(calendar("1", 0, "SUMMARY:Bread"));
    cluster.intercept(({ request }) =>
      request.method === "POST" ? { ...request, body: new Uint8Array(1) } : request,
    );
    cluster.answer(({ request }, response) =>
      request.method === "POST" ? { ...response, status } : response,
    );
    await cluster.advance(24 * 60 * MINUTE);
    expect(pushes(cluster)).toHaveLength(1);
    expect((await a.store.deliveries.lag())[0]).toMatchObject({ exceptions: 1, backlog: 0, stopped: false });
    cluster.answer((_, response) => response);
    cluster.intercept(({ request }) => request);
    await a.enterCalendar(calendar("2", 0, "SUMMARY:Butter"));
    await cluster.settle();
    expect([await rivalsAt(cluster, "b", "1"), await rivalsAt(cluster, "b", "2")]).toEqual([undefined, 1]);
  });
});
