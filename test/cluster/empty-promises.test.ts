import { expect, it } from "vitest";
import type { OutboundRequest, OutboundResponse } from "../../src/net/send.ts";
import { createCluster, type Cluster, urlOf } from "../support/cluster.ts";
import { evening } from "../support/evening.ts";
import { against } from "../support/threat.ts";

const DAY = 86_400_000;

/** Room for more than one comparison, of which there is one a day. */
const TWO_DAYS = 2 * DAY;

/** Says of everything that it is accepted. */
function accepted({ url, body }: OutboundRequest): OutboundResponse {
  const uids = Buffer.from(body ?? [])
    .toString()
    .matchAll(/^UID:(.*)\r$/gm);
  const results = [...uids].map(([, uid]) => ({ uid, revision: 0, verdict: "accepted", reason: "" }));
  return { status: 200, headers: {}, url, movedTo: url, body: Buffer.from(JSON.stringify(results)) };
}

async function losses(cluster: Cluster): Promise<readonly string[]> {
  const all = await cluster.node("a").store.notices.list({ unseenOnly: false, before: null, limit: 50 });
  return all.filter(({ kind }) => kind === "lost").map(({ text }) => text);
}

it(
  "a peer that accepts everything and stores nothing is noticed by repair, told of once, and offered it again",
  against(
    "network",
    "a peer accepts everything and stores nothing",
    "digests show it; people are told, and it is offered again",
  ),
  async () => {
    let honest = false;
    await using cluster = await createCluster({
      push: { a: ["b"] },
      poll: { a: ["b"] },
      carry: ({ to, request }, deliver) =>
        !honest && to === "b" && request.url === `${urlOf("b")}/discal/enter-event`
          ? Promise.resolve(accepted(request))
          : deliver(),
    });
    for (let n = 0; n < 3; n += 1) await cluster.node("a").enter(evening);
    await cluster.stride(DAY, 3_600_000);
    expect((await cluster.node("a").store.deliveries.lag())[0]).toMatchObject({ backlog: 0, failures: 0 });
    expect((await cluster.node("b").store.statistics()).events).toBe(0);
    await cluster.stride(5 * DAY, 3_600_000);
    expect(await losses(cluster)).toEqual([expect.stringContaining("still lacks 3 of those events")]);
    honest = true;
    await cluster.stride(3 * DAY, 3_600_000);
    expect((await cluster.node("b").store.statistics()).events).toBe(3);
    expect(await losses(cluster)).toHaveLength(1);
  },
);

it("a peer that once lacks what it took, as after a backup, is offered it again, and nobody is told", async () => {
  let lied = false;
  await using cluster = await createCluster({
    push: { a: ["b"] },
    poll: { a: ["b"] },
    carry: ({ to, request }, deliver) => {
      if (lied || to !== "b" || request.url !== `${urlOf("b")}/discal/enter-event`) return deliver();
      lied = true;
      return Promise.resolve(accepted(request));
    },
  });
  await cluster.node("a").enter(evening);
  await cluster.stride(TWO_DAYS, 3_600_000);
  expect((await cluster.node("b").store.statistics()).events).toBe(1);
  await cluster.stride(TWO_DAYS, 3_600_000);
  expect(await losses(cluster)).toEqual([]);
});
