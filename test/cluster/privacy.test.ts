import { describe, expect, it } from "vitest";
import { eventPath } from "../../src/sinks/event-path.ts";
import { vcalendar, vevent } from "../support/calendar-text.ts";
import { type Cluster, createCluster, urlOf } from "../support/cluster.ts";
import { pathsOf } from "../support/paths.ts";
import { against } from "../support/threat.ts";

const HOUR = 3_600_000;
const FEED = "https://library.example/feed.ics";

const evening = vevent("evening@library.example", "SUMMARY:Evening of songs", "CATEGORIES:music");
const walk = vevent("walk@library.example", "SUMMARY:Walk", "LOCATION:Pier");

/** An event that is nobody's business, said in the ways in which programs say it. */
const hidden: readonly (readonly string[])[] = [
  ["CLASS:PRIVATE"],
  ["CLASS:CONFIDENTIAL"],
  ["CLASS:X-STAFF"],
  ["class;X-A=b:private"],
  ["CLA", " SS:PRIV", " ATE"],
  ["CLASS:PUBLIC", "CLASS:PRIVATE"],
].map((lines, n) =>
  vevent(
    `hidden-${n}@library.example`,
    `SUMMARY:Doctor ${n}`,
    "LOCATION:Surgery",
    "CATEGORIES:health",
    ...lines,
  ),
);

/** A series of which one happening alone is private. */
const series = [
  ...vevent("series@library.example", "SUMMARY:Doctor again", "RRULE:FREQ=WEEKLY;COUNT=3"),
  ...vevent(
    "series@library.example",
    "RECURRENCE-ID:20260323T190000Z",
    "SUMMARY:Surgeon",
    "DTSTART:20260323T200000Z",
    "CLASS:PRIVATE",
  ),
];

interface Seen {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** A node that polls a feed twice, and pushes to another what it finds. */
async function follow(first: string, then: string): Promise<Cluster> {
  const cluster = await createCluster({ push: { a: ["b"] }, poll: { a: [FEED] } });
  for (const feed of [first, then]) {
    cluster.serveFeed(FEED, feed);
    await cluster.advance(3 * HOUR);
  }
  return cluster;
}

/** All that anybody is told who asks for everything, and all that was sent to others. */
async function told(cluster: Cluster): Promise<ReadonlyMap<string, Seen>> {
  const node = cluster.node("a");
  const uids = ["evening", "hidden-0", "hidden-5", "series", "none"].map((name) => `${name}@library.example`);
  const paths = pathsOf(node.routes, {
    uid: uids,
    segment: uids.map((uid) => eventPath(uid).slice("/events/".length)),
    file: uids.map((uid) => `${eventPath(uid).slice("/events/".length)}.ics`),
    name: ["0".repeat(64)],
  });
  // A database has one of its own.
  const withoutEpoch = (text: string) => text.replaceAll(node.store.epoch, "EPOCH");
  const searches = ["q=doctor", "tag=health", "place=Surgery", "q=evening"].flatMap((query) =>
    ["/", "/events.json", "/feed.ics", "/feed.atom", "/subscribe", "/api/v1/events"].map(
      (path) => `${path}?${query}`,
    ),
  );
  const seen = new Map<string, Seen>();
  for (const path of [...paths, ...searches]) {
    const answer = await node.fetch(new Request(urlOf("a") + path));
    // Its tag has the epoch in it, as that of every feed: below.
    const headers = [...answer.headers].filter(([name]) => name !== "etag");
    seen.set(path, { status: answer.status, headers, body: withoutEpoch(await answer.text()) });
  }
  for (const [n, { request }] of cluster.traffic.filter(({ from }) => from === "a").entries())
    seen.set(`sent ${n}`, {
      status: 0,
      headers: [],
      body: withoutEpoch(`${request.url} ${new TextDecoder().decode(request.body ?? new Uint8Array())}`),
    });
  return seen;
}

describe("a private event", () => {
  it(
    "leaves no trace for anybody: all is answered and sent as if its feed had never held it",
    against(
      "privacy",
      "somebody looks for signs that a private event exists",
      "answers, their tags and what peers are sent do not depend on it",
    ),
    async ({ task }) => {
      const open = vcalendar(...evening, ...walk);
      await using without = await follow(open, open);
      await using holding = await follow(
        vcalendar(...evening, ...hidden.slice(0, 3).flat(), ...walk),
        vcalendar(...series, ...evening, ...hidden.toReversed().flat(), ...walk),
      );
      const [expected, found] = [await told(without), await told(holding)];
      expect([...found.keys()]).toEqual([...expected.keys()]);
      for (const [path, answer] of expected) expect([path, found.get(path)]).toEqual([path, answer]);
      expect(expected.get("/events.json?q=evening")?.body).toContain("Evening of songs");
      expect(expected.get(`/events/none@library.example`)?.status).toBe(404);
      task.meta.figure = `${expected.size} answers, 0 differ`;
    },
  );

  it(
    "changes no feed's tag when it comes, changes or goes",
    against(
      "privacy",
      "a tag of a feed tells that something private changed",
      "tags are made of what is published",
    ),
    async () => {
      const open = vcalendar(...evening);
      await using cluster = await follow(open, open);
      const tags = () =>
        Promise.all(
          ["/feed.ics", "/feed.atom", "/events.json", "/sites/1/feed.ics"].map(async (path) => {
            const { headers } = await cluster.node("a").fetch(new Request(urlOf("a") + path));
            return headers.get("ETag");
          }),
        );
      const before = await tags();
      for (const feed of [vcalendar(...evening, ...hidden[0]!), vcalendar(...evening, ...series), open]) {
        cluster.serveFeed(FEED, feed);
        await cluster.advance(2 * HOUR);
        expect(await tags()).toEqual(before);
      }
    },
  );
});
