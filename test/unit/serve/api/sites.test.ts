import { expect, it } from "vitest";
import { urlOf } from "../../../support/cluster.ts";
import { event } from "../../../support/pages.ts";
import { against } from "../../../support/threat.ts";
import { FEED, openWorld } from "./world.ts";

const SECRET = "0a1b2c3d4e5f";
const NEW = "https://club.example/feed.ics";

function feed(...events: readonly string[]): string {
  return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", ...events, "END:VCALENDAR", ""].join(
    "\r\n",
  );
}
const BROKEN = "BEGIN:VEVENT\r\nUID:broken@club\r\nSUMMARY:No start\r\nEND:VEVENT";

it("shows what a feed would bring before it is added, adds it disabled, and enables it", async () => {
  await using world = await openWorld({ peer: true });
  const { cluster, ask } = world;
  cluster.serveFeed(NEW, feed(event("1@club"), event("2@club"), BROKEN));
  const preview = await ask("POST", "/sites/preview", { as: "admin", json: { url: NEW } });
  expect(preview.body).toMatchObject({ objects: 2, fresh: 2, known: 0 });
  expect(preview.body.refused).toMatchObject([{ uid: "broken@club", rule: "no-start" }]);

  const added = await ask("POST", "/sites", {
    as: "admin",
    json: { url: NEW, name: "Club", poll: "30m", tags: ["club"], enabled: false },
  });
  expect([added.status, added.headers.get("Location")]).toEqual([201, `/api/v1/sites/${added.body.id}`]);
  expect(added.body.settings).toMatchObject({ url: NEW, declared: "api", enabled: false, poll: "30m" });
  await cluster.settle();
  expect(cluster.traffic.filter(({ request }) => request.url === NEW)).toHaveLength(1);

  const at = `/sites/${added.body.id}`;
  await ask("PATCH", at, { as: "admin", json: { enabled: true } });
  await cluster.settle();
  const health = await ask("GET", `${at}/health`);
  expect(health.body).toMatchObject({ state: "healthy", events: 2, refused_count: 1, settings: null });
  expect(health.body.refused).toMatchObject([{ uid: "broken@club", line: expect.any(Number) }]);
  const polls = await ask("GET", `${at}/polls`);
  expect(polls.body.items).toMatchObject([{ outcome: "changed", counts: { fresh: 2, refused: 1 } }]);

  expect((await ask("DELETE", at, { as: "admin" })).status).toBe(204);
  expect((await ask("GET", "/sites")).body.items.map(({ name }: { name: string }) => name)).not.toContain(
    "Club",
  );
  expect((await ask("GET", "/events/1@club")).body.state).toBe("published");
});

it("tells nobody but admins a feed's address, wherever it may stand", async () => {
  await using world = await openWorld({ peer: true });
  const { cluster, ask } = world;
  cluster.serveFeed(FEED, null);
  await cluster.settle();
  await ask("POST", "/sites/1/suspend", { as: "admin", json: { reason: `gone: ${FEED}` } });
  const repeats = event("2@library", { start: `:${FEED}` });
  const hidden = event("3@library", { lines: ["CLASS:PRIVATE"] });
  cluster.serveFeed(FEED, feed(event("1@library"), repeats, hidden));
  const asked = ["/sites", "/sites/1", "/sites/1/health", "/sites/1/polls"];
  for (const path of asked) {
    for (const as of ["nobody", "reader", "editor"] as const)
      expect((await ask("GET", path, { as })).text).not.toContain(SECRET);
  }
  const polled = await ask("POST", "/sites/1/poll", { as: "editor" });
  expect(polled.body.refused).toMatchObject([{ uid: "2@library" }, { uid: null, rule: "private" }]);
  expect(polled.text).not.toContain(SECRET);
  const { sightings } = (await ask("GET", "/events/1@library")).body;
  expect(sightings).toMatchObject([{ site: "library.example" }]);
  const { body, headers } = await ask("GET", "/sites/1", { as: "admin" });
  expect(body.settings.url).toBe(FEED);
  expect(headers.get("Cache-Control")).toBe("no-store");
});

it("suspends, resumes and polls a site, and all of them", async () => {
  await using world = await openWorld({ peer: true });
  const { cluster, ask } = world;
  cluster.serveFeed(FEED, feed(event("1@library")));
  const polled = await ask("POST", "/sites/1/poll", { as: "editor" });
  expect(polled.body).toMatchObject({ outcome: "changed", fresh: ["1@library"] });
  const suspended = await ask("POST", "/sites/1/suspend", {
    as: "admin",
    json: { reason: "They asked us to" },
  });
  expect(suspended.body).toMatchObject({ state: "suspended", reason: "They asked us to", next_poll: null });
  expect((await ask("POST", "/polls", { as: "editor" })).body).toEqual({ sites: 0 });
  expect((await ask("POST", "/sites/1/resume", { as: "admin" })).body.state).toBe("healthy");
  const all = await ask("POST", "/polls", { as: "editor" });
  expect([all.status, all.body]).toEqual([202, { sites: 1 }]);
});

it("leaves to the configuration file what it declares, and refuses what the file would refuse", async () => {
  await using world = await openWorld({ peer: true });
  const { ask } = world;
  for (const [method, asked] of [
    ["PATCH", { json: { name: "Mine" } }],
    ["DELETE", {}],
  ] as const) {
    const refused = await ask(method, "/sites/1", { as: "admin", ...asked });
    expect([refused.status, refused.body.problem]).toEqual([403, "read-only"]);
  }
  for (const json of [
    { url: "ftp://club.example/feed.ics" },
    { url: "http://club.example/feed.ics" },
    { url: NEW, poll: "1s" },
    { url: NEW, push: true },
  ])
    expect((await ask("POST", "/sites", { as: "admin", json })).status).toBe(400);
  const known = await ask("POST", "/sites", { as: "admin", json: { url: FEED } });
  expect(known.status).toBe(409);
  expect((await ask("GET", "/sites/nothing")).status).toBe(404);
});

it("introduces, adds, changes, replays and removes a peer", async () => {
  await using world = await openWorld({ peer: true });
  const { ask, cluster } = world;
  const met = await ask("POST", "/peers/preview", { as: "admin", json: { url: `${urlOf("b")}/` } });
  expect(met.body.site).toMatchObject({
    url: urlOf("b"),
    fingerprint: expect.stringMatching(/^[0-9A-F]{40}$/),
  });

  const listed = await ask("GET", "/peers", { as: "reader" });
  expect(listed.body.items).toMatchObject([{ url: urlOf("b"), push: true, lag: { backlog: 0 } }]);
  expect((await ask("PATCH", "/peers/2", { as: "admin", json: { push: false } })).status).toBe(403);

  const url = "https://c.node.example";
  const added = await ask("POST", "/peers", { as: "admin", json: { url, push: true, enabled: false } });
  expect(added.body).toMatchObject({ url, enabled: false, push: true, poll: "1h", lag: null });
  const at = `/peers/${added.body.id}`;
  await cluster.settle();
  expect(cluster.traffic.some(({ request }) => request.url.startsWith(url))).toBe(false);
  const changed = await ask("PATCH", at, {
    as: "admin",
    json: { enabled: true, poll: false, accept: false },
  });
  expect(changed.body).toMatchObject({ enabled: true, poll: null, accept: false, lag: { stopped: false } });
  expect((await ask("POST", `${at}/replay`, { as: "admin" })).status).toBe(200);
  expect((await ask("DELETE", at, { as: "admin" })).status).toBe(204);
  expect((await ask("GET", "/peers/1", { as: "reader" })).status).toBe(404);
});

it("gives a peer filters, shows them as they are written, and takes one away", async () => {
  await using world = await openWorld();
  const { ask } = world;
  const json = {
    url: "https://c.node.example",
    filters: { in: { tags: ["music"], without_tags: ["ads"] }, out: { hops: 3 } },
  };
  const added = await ask("POST", "/peers", { as: "admin", json });
  expect(added.body.filters).toEqual(json.filters);
  const at = `/peers/${added.body.id}`;
  const changed = await ask("PATCH", at, { as: "admin", json: { filters: { in: null } } });
  expect(changed.body.filters).toEqual({ in: null, out: { hops: 3 } });
  const wrong = await ask("PATCH", at, { as: "admin", json: { filters: { out: { hops: -1 } } } });
  expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining("a number of hops from 0")]);
  expect((await ask("GET", at, { as: "reader" })).body.filters).toEqual(changed.body.filters);

  const feed = { url: "https://theatre.example/b.ics", filters: { in: { size: 1000 } } };
  const site = await ask("POST", "/sites", { as: "admin", json: feed });
  expect(site.body.settings.filters).toEqual(feed.filters);
});

it("imports a calendar file, larger than other bodies, and again as revisions", async () => {
  await using world = await openWorld({ peer: true });
  const put = (name: string, text: string) =>
    world.ask("PUT", `/files/${name}`, { as: "editor", calendar: text });
  const many = Array.from({ length: 3_000 }, (_, n) =>
    event(`${n}@festival`, { lines: ["X-PAD:" + "x".repeat(300)] }),
  );
  const first = await put("festival.ics", feed(...many));
  expect([first.status, first.body.outcome, first.body.fresh.length]).toEqual([200, "changed", 3_000]);
  const again = await put(
    "festival.ics",
    feed(event("0@festival", { lines: ["LOCATION:Quay"] }), ...many.slice(1)),
  );
  expect([again.body.id, again.body.revised, again.body.unchanged]).toEqual([
    first.body.id,
    ["0@festival"],
    2_999,
  ]);
  expect((await put("a%2Fb.ics", feed(event("1@a")))).status).toBe(400);
  expect((await put("page.ics", "<!doctype html>")).body.detail).toContain("page.ics");
});

it(
  "reads few calendar files at once, and those of one name one after the other",
  against(
    "load",
    "a thief of a token sends files of 50 MiB without end",
    "two of one token at a time; then 429, unread",
  ),
  async () => {
    await using world = await openWorld();
    const calendar = feed(event("1@a"));
    const put = () => world.ask("PUT", "/files/a.ics", { as: "editor", calendar });
    const answers = await Promise.all([put(), put(), put()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[1]?.body.id).toBe(answers[0]?.body.id);
    expect((await put()).status).toBe(200);
  },
);
