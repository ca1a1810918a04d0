import { expect, it } from "vitest";
import { version } from "../../../contract/samples.ts";
import { uidToSegment } from "../../../../src/sinks/event-path.ts";
import { openWorld } from "./world.ts";

const DRAFT = {
  title: "Evening of songs",
  start: "2026-05-01T19:30",
  end: "2026-05-01T21:00",
  tags: ["Music"],
};
const CALENDAR = [
  "BEGIN:VCALENDAR",
  "VERSION:2.0",
  "PRODID:-//test//EN",
  "BEGIN:VEVENT",
  "DTSTAMP:20260101T000000Z",
  "DTSTART:20260601T193000Z",
  "SUMMARY:As a calendar",
  "END:VEVENT",
  "END:VCALENDAR",
  "",
].join("\r\n");

it("enters, shows, changes, replaces, cancels and deletes an event", async () => {
  await using world = await openWorld();
  const entered = await world.ask("POST", "/events", { as: "editor", json: DRAFT });
  expect([entered.status, entered.headers.get("ETag"), entered.body.revision]).toEqual([201, '"0"', 0]);
  const at = entered.headers.get("Location")?.replace("/api/v1", "") ?? "";

  const shown = await world.ask("GET", at);
  expect(shown.headers.get("ETag")).toBe('"0"');
  expect(shown.body.happenings).toMatchObject([
    { title: "Evening of songs", start: { local: "2026-05-01T19:30:00", zone: "America/Los_Angeles" } },
  ]);

  const changed = await world.ask("PATCH", at, {
    as: "editor",
    json: { location: "Town hall", status: "TENTATIVE" },
    headers: { "If-Match": '"0"' },
  });
  expect([changed.status, changed.body.revision]).toEqual([200, 1]);
  const { body: now } = await world.ask("GET", at);
  expect(now.happenings).toMatchObject([{ location: "Town hall", status: "tentative", tags: ["Music"] }]);

  const replaced = await world.ask("PUT", at, { as: "editor", calendar: CALENDAR });
  expect([replaced.status, replaced.body.revision]).toEqual([200, 2]);
  const cancelled = await world.ask("POST", `${at}/cancel`, { as: "editor" });
  expect([cancelled.body.cancelled, cancelled.body.revision]).toEqual([true, 3]);
  const deleted = await world.ask("DELETE", at, { as: "editor" });
  expect([deleted.body.deleted, deleted.body.revision]).toEqual([true, 4]);
  expect((await world.ask("GET", at)).body.state).toBe("deleted");
  expect((await world.ask("GET", "/events?from=2026-01-01")).body.items).toEqual([]);

  const history = await world.ask("GET", `${at}/history`, { as: "reader" });
  expect(history.body.items.map(({ revision }: { revision: number }) => revision)).toEqual([4, 3, 2, 1, 0]);
});

it("refuses a change that was made from another revision than stands", async () => {
  await using world = await openWorld();
  const entered = await world.ask("POST", "/events", { as: "editor", json: DRAFT });
  const at = `/events/${entered.body.uid}`;
  for (const [ifMatch, status] of [
    ['"7"', 412],
    ['W/"0"', 412],
    ['"6", "0"', 200],
    ["*", 200],
  ] as const) {
    const answer = await world.ask("PATCH", at, {
      as: "editor",
      json: { title: "Other" + ifMatch },
      headers: { "If-Match": ifMatch },
    });
    expect([ifMatch, answer.status]).toEqual([ifMatch, status]);
  }
});

it("refuses a change that was made before a rival of the same revision came, as it would end the rival", async () => {
  await using world = await openWorld();
  const entered = await world.ask("POST", "/events", { as: "editor", json: DRAFT });
  const at = `/events/${entered.body.uid}`;
  const change = (ifMatch: string) =>
    world.ask("PATCH", at, { as: "editor", json: { title: "Mine" }, headers: { "If-Match": ifMatch } });
  const rival = version(entered.body.uid, 0, { SUMMARY: "Another" });
  await world.node.store.commons.apply([{ version: rival, siteId: null }], world.cluster.now());
  const shown = await world.ask("GET", at);
  expect([shown.body.revision, shown.body.conflict]).toEqual([0, true]);
  expect((await change('"0"')).status).toBe(412);
  const changed = await change(shown.headers.get("ETag") ?? "");
  expect([changed.status, changed.headers.get("ETag")]).toEqual([200, '"1"']);
  expect((await world.ask("GET", at)).body.conflict).toBe(false);
});

it("enters a calendar by the four-attribute rule", async () => {
  await using world = await openWorld();
  const entered = await world.ask("POST", "/events", { as: "editor", calendar: CALENDAR });
  expect([entered.status, entered.body.revision]).toEqual([201, 0]);
  const half = CALENDAR.replace("SUMMARY", "UID:1@a\r\nSUMMARY");
  const refused = await world.ask("POST", "/events", { as: "editor", calendar: half });
  expect([refused.status, refused.body.detail]).toEqual([
    400,
    expect.stringContaining("X-REVISION is missing"),
  ]);
});

it("lists each fault of a body by its place", async () => {
  await using world = await openWorld();
  const { status, body } = await world.ask("POST", "/events", {
    as: "editor",
    json: { titel: "x", start: "tomorrow", tags: ["a", 5], "a/b": 1 },
  });
  expect(status).toBe(400);
  expect(body.errors).toEqual([
    { pointer: "#/title", detail: "expected a line of 1 to 500 characters; missing" },
    { pointer: "#/start", detail: expect.stringContaining('found "tomorrow"') },
    { pointer: "#/tags/1", detail: "expected a line of 1 to 100 characters; found 5" },
    { pointer: "#/titel", detail: 'unknown key; did you mean "title"?' },
    { pointer: "#/a~1b", detail: expect.stringContaining("unknown key") },
  ]);
});

it("says a fault in one sentence, which ends once", async () => {
  await using world = await openWorld();
  const { body } = await world.ask("POST", "/events", {
    as: "editor",
    json: { title: "A", start: "2030-05-01", titel: "A" },
  });
  expect(body.detail).toBe('The body cannot be taken: #/titel: unknown key; did you mean "title"?');
});

it.each([
  ["another type", { headers: { "Content-Type": "text/plain" }, calendar: "x" }, 415],
  ["no JSON", { headers: { "Content-Type": "application/json" }, calendar: "{" }, 400],
  [
    "deep JSON",
    { headers: { "Content-Type": "application/json" }, calendar: `{"a":${"[".repeat(100_000)}` },
    400,
  ],
  ["a list", { json: [] }, 400],
  ["null", { json: null }, 400],
  ["too much", { json: { title: "x".repeat(1024 * 1024) } }, 413],
  ["a day that is none", { json: { title: "x", start: "2026-02-30" } }, 400],
])("refuses %s as an event", async (_, asked, status) => {
  await using world = await openWorld();
  const answer = await world.ask("POST", "/events", { as: "editor", ...asked });
  expect([answer.status, answer.body.status]).toEqual([status, status]);
  expect((await world.ask("GET", "/events")).body.items).toEqual([]);
});

it("pages through what is asked for, by the filters of feeds", async () => {
  await using world = await openWorld();
  for (const day of ["01", "02", "03"])
    await world.ask("POST", "/events", {
      as: "editor",
      json: { ...DRAFT, start: `2026-05-${day}`, end: null },
    });
  await world.ask("POST", "/events", { as: "editor", json: { ...DRAFT, tags: ["sport"] } });
  const first = await world.ask("GET", "/events?tag=music&limit=2");
  expect(first.body.items).toHaveLength(2);
  const rest = await world.ask("GET", `/events?tag=music&limit=2&cursor=${first.body.next}`);
  expect([rest.body.items.length, rest.body.next]).toEqual([1, null]);
  const tags = await world.ask("GET", "/tags");
  expect(tags.body.items).toContainEqual({ name: "sport", events: 1 });
  const unknown = await world.ask("GET", "/events?colour=red");
  expect([unknown.status, unknown.body.details.parameter]).toEqual([400, "colour"]);
  expect((await world.ask("GET", "/events?site=999")).status).toBe(404);
});

it("shows nobody an open version of a UID that names its key", async () => {
  await using world = await openWorld();
  const uid = `01JQ0000000000000000000000.${"A".repeat(40)}@origin.example`;
  const open = version(uid, 4, { SUMMARY: "Forged" });
  await world.node.store.commons.apply([{ version: open, siteId: null }], world.cluster.now());
  const shown = await world.ask("GET", `/events/${uid}`);
  expect([shown.status, shown.body.state, shown.body.versions]).toEqual([200, "not published", []]);
  expect(shown.text).not.toContain("Forged");
  expect((await world.ask("GET", `/events/${uid}`, { as: "reader" })).body.versions).toHaveLength(1);
});

it("finds an event by any UID, as links write it or percent-encoded", async () => {
  await using world = await openWorld();
  const uid = "a/b c?d#é~1@x";
  const odd = version(uid, 1);
  await world.node.store.commons.apply([{ version: odd, siteId: null }], world.cluster.now());
  for (const segment of [uidToSegment(uid), encodeURIComponent(uid)])
    expect((await world.ask("GET", `/events/${segment}`)).body.uid).toBe(uid);
});
