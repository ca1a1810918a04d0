import { describe, expect, it } from "vitest";
import type { OutboundResponse } from "../../src/net/send.ts";
import { createCluster, type Cluster } from "../support/cluster.ts";

const HOUR = 3_600_000;

async function enter(cluster: Cluster, count: number): Promise<void> {
  const day = { start: "2026-03-20T19:30:00", end: null, zone: "UTC", allDay: false, location: null };
  for (let n = 0; n < count; n += 1) {
    await cluster.node("a").enter({ ...day, title: `Event ${n}`, description: null, url: null, tags: [] });
  }
}

async function eventsAt(cluster: Cluster, name: string): Promise<number> {
  return (await cluster.node(name).store.statistics()).events;
}

/** Lets the peer answer otherwise to the nth request for objects, from 1. */
function answerObjects(
  cluster: Cluster,
  change: (nth: number, response: OutboundResponse) => OutboundResponse,
): void {
  let nth = 0;
  cluster.answer(({ request }, response) =>
    request.url.endsWith("/discal/v1/objects") ? change((nth += 1), response) : response,
  );
}

describe("a peer that is polled", () => {
  it("and fails half-way is read as far as it went, and from there at the next poll", async () => {
    await using cluster = await createCluster({ push: {}, poll: { b: ["a"] } });
    await enter(cluster, 250);
    answerObjects(cluster, (nth, response) => (nth === 2 ? { ...response, status: 500 } : response));
    await cluster.advance(1);
    expect(await eventsAt(cluster, "b")).toBe(200);
    await cluster.advance(HOUR);
    expect(await eventsAt(cluster, "b")).toBe(250);
  });

  it("by its feed, and takes its time, is left after two minutes, and gone on with at the next poll", async () => {
    const skew = { b: 0 };
    await using cluster = await createCluster({ push: {}, poll: { b: ["a"] }, skew });
    await enter(cluster, 450);
    let slow = true;
    cluster.answer(({ request }, response) => {
      if (request.url.endsWith("/.well-known/discal")) return { ...response, status: 404 };
      if (slow && request.url.endsWith("/discal/v1/objects")) skew.b += 90_000;
      return response;
    });
    await cluster.advance(1);
    expect(await eventsAt(cluster, "b")).toBe(400);
    slow = false;
    await cluster.advance(2 * HOUR);
    expect(await eventsAt(cluster, "b")).toBe(450);
  });

  it.each([
    ["nothing", ""],
    ["no calendar", "<!doctype html>"],
    ["what is no object", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"],
  ])("and gives %s for what it shows is asked again, though its feed stays the same", async (_, given) => {
    await using cluster = await createCluster({ push: {}, poll: { b: ["a"] } });
    await enter(cluster, 1);
    const body = new TextEncoder().encode(given);
    answerObjects(cluster, (nth, response) => (nth === 1 ? { ...response, body } : response));
    await cluster.advance(1);
    expect(await eventsAt(cluster, "b")).toBe(0);
    await cluster.advance(2 * HOUR);
    expect(await eventsAt(cluster, "b")).toBe(1);
  });

  it("and gives other objects than it was asked for is not believed", async () => {
    await using cluster = await createCluster({ push: {}, poll: { b: ["a"] } });
    await enter(cluster, 1);
    answerObjects(cluster, (_, response) => {
      const text = new TextDecoder().decode(response.body).replace("SUMMARY:Event", "SUMMARY:Evil event");
      return { ...response, body: new TextEncoder().encode(text) };
    });
    await cluster.advance(2 * HOUR);
    expect(await eventsAt(cluster, "b")).toBe(0);
    const [health] = await cluster.node("b").store.registry.health();
    expect(health?.refused[0]?.rule).toBe("not-given");
  });

  it.each(["", "X-HOP:+3\r\n"])("and counts no hops (%j) is read all the same", async (hop) => {
    await using cluster = await createCluster({ push: {}, poll: { b: ["a"] } });
    await enter(cluster, 1);
    cluster.answer(({ request }, response) => {
      if (!request.url.endsWith("/feed.ics")) return response;
      const text = new TextDecoder().decode(response.body).replace("X-HOP:0\r\n", hop);
      return { ...response, body: new TextEncoder().encode(text) };
    });
    await cluster.advance(1);
    const [row] = (await cluster.node("b").store.commons.list({ limit: 1 })).rows;
    const object = await cluster.node("b").store.commons.get(row?.event.uid ?? "");
    expect(object?.winner?.hop).toBe(1);
  });
});
