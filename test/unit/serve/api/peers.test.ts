import { expect, it } from "vitest";
import type { OutboundResponse } from "../../../../src/net/send.ts";
import { openWorld } from "./world.ts";

const HOUR = 3_600_000;
const event = {
  title: "Evening of songs",
  start: "2026-03-20T19:30:00",
  end: null,
  zone: "UTC",
  allDay: false,
  location: null,
  description: null,
  url: null,
  tags: [],
};

it("shows what keeps events from a peer, and which it did not take", async () => {
  await using world = await openWorld({ peer: true });
  const { cluster, ask, node } = world;
  const reader = { as: "reader" } as const;
  const [peer] = (await ask("GET", "/peers", reader)).body.items;
  expect(peer.lag).toMatchObject({ circuit: "closed", dormant: false, exceptions: 0 });
  cluster.answer((sent, response): OutboundResponse => {
    if (!sent.request.url.endsWith("/discal/enter-event")) return response;
    const results = JSON.parse(Buffer.from(response.body).toString());
    for (const result of results) Object.assign(result, { verdict: "rejected", reason: "not here" });
    return { ...response, body: Buffer.from(JSON.stringify(results)) };
  });
  const { uid, c1 } = await node.enter(event);
  await cluster.settle();
  const { body } = await ask("GET", `/peers/${peer.id}/exceptions`, reader);
  expect(body.items).toEqual([
    { uid, revision: 0, c1, verdict: "rejected", reason: "not here", tries: 1, next_try: null },
  ]);
  expect((await ask("GET", `/peers/${peer.id}/exceptions?limit=0`, reader)).status).toBe(400);

  cluster.cut("a", "b");
  await node.enter(event);
  await cluster.advance(3 * HOUR);
  expect((await ask("GET", `/peers/${peer.id}`, reader)).body.lag).toMatchObject({
    circuit: "open",
    backlog: 1,
    exceptions: 1,
  });
});

it("gives a peer that it adds a quota of its own, changes it, and takes it back", async () => {
  await using world = await openWorld();
  const { ask } = world;
  const admin = { as: "admin" } as const;
  const url = "https://other.example";
  const added = await ask("POST", "/peers", { ...admin, json: { url, quota: 50 } });
  expect(added).toMatchObject({ status: 201, body: { quota: 50 } });
  const path = `/peers/${added.body.id}`;
  expect((await ask("PATCH", path, { ...admin, json: { poll: "2h" } })).body.quota).toBe(50);
  expect((await ask("PATCH", path, { ...admin, json: { quota: 7 } })).body.quota).toBe(7);
  expect((await ask("PATCH", path, { ...admin, json: { quota: null } })).body.quota).toBeNull();
  expect((await ask("PATCH", path, { ...admin, json: { quota: 0 } })).status).toBe(400);
});
