import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { DomainError } from "../../src/core/model/domain-error.ts";
import { createWorkshopHere } from "../../src/workshop/in-process.ts";
import { TOO_MUCH_WORK, type Workshop } from "../../src/workshop/workshop.ts";
import { type Cluster, createCluster } from "../support/cluster.ts";
import { against } from "../support/threat.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MIB = 1024 * 1024;

const urlOf = (name: string) => `https://${name}.example/feed.ics`;
const calendar = (uid: string) =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "BEGIN:VEVENT",
    `UID:${uid}`,
    "DTSTART:20260401T100000Z",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");

/** A node that polls these feeds, each of one event, and reads them by `readFeed`. */
async function polling(
  names: readonly string[],
  readFeed: (here: Workshop) => Workshop["readFeed"],
): Promise<Cluster> {
  const workshop = () => {
    const here = createWorkshopHere();
    return { ...here, readFeed: readFeed(here) };
  };
  const cluster = await createCluster({ push: {}, poll: { a: names.map(urlOf) }, workshop });
  for (const name of names) cluster.serveFeed(urlOf(name), calendar(name));
  return cluster;
}

const asked = (cluster: Cluster, name: string) =>
  cluster.traffic.filter(({ request }) => request.url === urlOf(name)).length;
const known = async (cluster: Cluster, names: readonly string[]) =>
  (await cluster.node("a").store.commons.known(names)).size;

it(
  "Feeds that are large together are held one after the other",
  against(
    "load",
    "twelve feeds of 40 MiB are due at once",
    "bodies that are fetched share 64 MiB of room; what finds none is fetched alone",
  ),
  async ({ task }) => {
    const names = Array.from({ length: 12 }, (_, n) => `large${n}`);
    let [held, most] = [0, 0];
    await using cluster = await polling(
      names,
      (here) =>
        async function* (order) {
          yield* here.readFeed(order);
          held -= 1;
        },
    );
    cluster.intercept(({ request }) => {
      request.hold?.(40 * MIB);
      held += 1;
      most = Math.max(most, held);
      return request;
    });
    await cluster.advance(MINUTE);
    while ((await known(cluster, names)) < 12) await setImmediate();
    expect(most).toBeLessThanOrEqual(2);
    task.meta.figure = `${most * 40} MiB at most`;
  },
);

it(
  "A feed that is slow to read keeps no other waiting, and is not asked again meanwhile",
  against(
    "load",
    "a feed takes minutes to read, over and over",
    "what is slow is finished beside the others, at most two at a time",
  ),
  async () => {
    const { promise: patience, resolve: end } = Promise.withResolvers<void>();
    await using cluster = await polling(
      ["slow", "quick"],
      (here) =>
        async function* (order, onSlow) {
          if (order.name === "slow.example") {
            onSlow?.();
            await patience;
          }
          yield* here.readFeed(order);
        },
    );
    await cluster.advance(MINUTE);
    expect(await known(cluster, ["slow", "quick"])).toBe(1);
    await cluster.advance(5 * HOUR);
    expect([asked(cluster, "slow"), asked(cluster, "quick")]).toEqual([1, 5]);
    end();
    const { registry } = cluster.node("a").store;
    while ((await registry.health())[0]?.lastSuccess === null) await setImmediate();
    expect(await known(cluster, ["slow", "quick"])).toBe(2);
    await cluster.advance(2 * HOUR);
    expect(asked(cluster, "slow")).toBeGreaterThan(1);
  },
);

it(
  "A feed that is too much work is asked again in a day, and says so",
  against(
    "bombs",
    "a feed that costs a child its life is polled over and over",
    "it is asked once a day, and suspended after 20 failures",
  ),
  async () => {
    await using cluster = await polling(
      ["heavy", "absent"],
      () =>
        // eslint-disable-next-line require-yield
        async function* () {
          throw new DomainError("too-large", "It would take too long.", { rule: TOO_MUCH_WORK });
        },
    );
    cluster.serveFeed(urlOf("absent"), null);
    await cluster.advance(20 * HOUR);
    expect(asked(cluster, "heavy")).toBe(1);
    const [health] = await cluster.node("a").store.registry.health();
    expect(health?.lastReason).toBe("It would take too long. It is asked again in a day.");
    await cluster.advance(10 * HOUR);
    expect(asked(cluster, "heavy")).toBe(2);
  },
);
