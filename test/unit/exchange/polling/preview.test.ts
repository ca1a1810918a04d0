import { describe, expect, it } from "vitest";
import { DomainError } from "../../../../src/core/model/domain-error.ts";
import { previewSite } from "../../../../src/exchange/polling/preview.ts";
import { createBodyRoom } from "../../../../src/exchange/polling/body-room.ts";
import { createSelf } from "../../../../src/exchange/self.ts";
import type { Send } from "../../../../src/net/send.ts";
import { createCheapSigner } from "../../../support/cheap-signer.ts";
import { createCluster, urlOf } from "../../../support/cluster.ts";
import { createWorkshopHere } from "../../../../src/workshop/in-process.ts";

const NOW = Date.UTC(2026, 2, 16, 12);
const url = "https://library.example/events.ics?key=secret";

function calendar(...lines: readonly string[]): string {
  return ["BEGIN:VCALENDAR", "X-WR-CALNAME:Town library", ...lines, "END:VCALENDAR", ""].join("\r\n");
}

function event(uid: string, ...lines: readonly string[]): readonly string[] {
  return ["BEGIN:VEVENT", `UID:${uid}`, "DTSTAMP:20260101T000000Z", ...lines, "END:VEVENT"];
}

const story = event("1@x", "DTSTART:20260301T180000Z", "RRULE:FREQ=WEEKLY;COUNT=4", "SUMMARY:Story time");
const chess = event("2@x", "DTSTART;VALUE=DATE:20260317", "SUMMARY:Chess", "LOCATION:Town hall");

/** A preview of what this address answers, by a node that knows these UIDs. */
function preview(text: string, { status = 200, known = [] as readonly string[], asked = url } = {}) {
  const send: Send = async (request) => {
    if (request.url !== asked.replace("webcal:", "https:"))
      throw new DomainError("unreachable", "nobody is there");
    const body = new TextEncoder().encode(text);
    return { status, headers: {}, body, url: request.url, movedTo: request.url };
  };
  const node = { url: "https://here.example", name: "here", timezone: "UTC", authority: "open" as const };
  const commons = { known: async () => new Set(known) };
  const self = createSelf(node, [], createCheapSigner("here"));
  return previewSite(
    {
      self,
      store: { commons },
      send,
      clock: () => NOW,
      workshop: createWorkshopHere(),
      room: createBodyRoom(),
    },
    asked,
  );
}

describe("a preview", () => {
  it("says what would come, what is known, and what comes next", async () => {
    const shown = await preview(calendar(...story, ...chess), { known: ["2@x"] });
    expect(shown).toMatchObject({
      name: "Town library",
      objects: 2,
      fresh: 1,
      known: 1,
      complete: true,
      peer: null,
    });
    expect(shown.samples).toEqual([
      {
        uid: "2@x",
        title: "Chess",
        location: "Town hall",
        start: "2026-03-17",
        recurring: false,
        fresh: false,
      },
      {
        uid: "1@x",
        title: "Story time",
        location: "",
        start: "2026-03-22T18:00:00",
        recurring: true,
        fresh: true,
      },
    ]);
    expect([shown.first, shown.last]).toEqual([Date.UTC(2026, 2, 1, 18), Date.UTC(2026, 2, 22, 18)]);
  });

  it("leaves out what recurs once it has looked for long, and lets others have their turn meanwhile", async () => {
    const costly = Array.from({ length: 100 }, (_, index) =>
      event(`costly${index}@x`, "DTSTART:00010101T100000", "RRULE:FREQ=DAILY", "DURATION:P800000D"),
    );
    let turns = 0;
    const others = setInterval(() => (turns += 1));
    const shown = await preview(calendar(...costly.flat(), ...story, ...chess));
    clearInterval(others);
    expect(shown).toMatchObject({ objects: 102, last: Date.UTC(2026, 2, 17) });
    expect(turns).toBeGreaterThan(2);
  });

  it("lists what a poll refuses, with line and reason", async () => {
    const bad = [
      "BEGIN:VTODO",
      "UID:3",
      "END:VTODO",
      ...event("4@x"),
      ...event("5@x", "CLASS:PRIVATE", "DTSTART:20260301"),
    ];
    const { refused, objects } = await preview(calendar(...bad));
    expect(objects).toBe(0);
    expect(refused.map(({ component, line, rule }) => [component, line, rule])).toEqual([
      ["VTODO", 3, "not-an-event"],
      ["VEVENT", 6, "no-start"],
      ["VEVENT", 10, "private"],
    ]);
  });

  it("says that a body broke off", async () => {
    expect(await preview(calendar(...story).replace(/END:VCALENDAR\r\n$/, ""))).toMatchObject({
      complete: false,
    });
  });

  it("takes webcal: for https:", async () => {
    expect(await preview(calendar(...chess), { asked: "webcal://library.example/a.ics" })).toMatchObject({
      objects: 1,
    });
  });

  it.each([
    ["no calendar", { text: "<html>", status: 200 }, /^library\.example is no calendar: It is a web page/],
    ["another status", { text: "", status: 404 }, /^library\.example answered 404/],
  ])(
    "fails like a poll where there is %s, and keeps the address to itself",
    async (_, { text, status }, said) => {
      const failure = preview(text, { status });
      await expect(failure).rejects.toThrow(said);
      await expect(failure).rejects.not.toThrow("secret");
    },
  );

  it("refuses what is no address", async () => {
    await expect(preview("", { asked: "library.example" })).rejects.toThrow(
      /"library\.example" is no address of a feed/,
    );
  });

  it("of a node's feed says whom to add as a peer, stores nothing, and of its pages says the same", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    const event = { title: "Songs", start: "2026-05-01T19:30", zone: "UTC", allDay: false, tags: [] };
    const rest = { end: null, location: null, description: null, url: null };
    await cluster.node("b").enter({ ...event, ...rest });
    const a = cluster.node("a");
    expect(await a.preview(`${urlOf("b")}/feed.ics`)).toMatchObject({ fresh: 1, peer: urlOf("b") });
    expect(await a.store.statistics()).toMatchObject({ events: 0, versions: 0 });
    await expect(a.preview(urlOf("b"))).rejects.toThrow(`is the DisCal node ${urlOf("b")}: add it as a peer`);
  });
});
