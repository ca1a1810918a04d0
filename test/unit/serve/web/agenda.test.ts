import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { event, openPages } from "../../../support/pages.ts";
import { chips, words } from "./words.ts";

describe("the agenda", () => {
  it("lists what is coming under its days, today and tomorrow by name", async () => {
    await using pages = await openPages({
      Club: [
        event("past@a", { title: "Past", start: ":20260316T090000Z", end: ":20260316T100000Z" }),
        event("1@a", { title: "Evening", start: ":20260316T190000Z", end: ":20260316T210000Z" }),
        event("2@a", { title: "Next", start: ";VALUE=DATE:20260317" }),
        event("3@a", { title: "Late", start: ":20270102T230000Z", end: ":20270103T003000Z" }),
      ],
    });
    const text = words(await pages.text("/"));
    expect(text).toMatch(/Today Monday 16 March .*Evening.* Tomorrow Tuesday 17 March All day Next/);
    expect(text).toMatch(/Sunday 3 January 2027 .*Late/);
    expect(text).not.toContain("Past");
  });

  it("names UTC once", async () => {
    await using pages = await openPages({}, { timezone: "UTC" });
    expect(words(await pages.text("/"))).toContain("All times are UTC unless they say otherwise.");
  });

  it("says times in the zone of the event, and names it where it is not the node's", async () => {
    await using pages = await openPages({
      Club: [
        event("1@a", {
          title: "Here",
          start: ";TZID=Europe/Berlin:20260320T190000",
          end: ";TZID=Europe/Berlin:20260320T203000",
        }),
        event("2@a", {
          title: "Far",
          start: ";TZID=America/New_York:20260320T200000",
          end: ";TZID=America/New_York:20260320T210000",
        }),
      ],
    });
    const text = words(await pages.text("/"));
    expect(text).toContain("All times are Berlin time (Europe/Berlin)");
    expect(text).toContain("Friday 20 March 19:00–20:30 Here");
    expect(text).toContain(
      "Saturday 21 March Fri 20 Mar, 20:00–21:00 New York time (Sat 21 Mar, 01:00 Berlin time) Far",
    );
  });

  it("shows what lasts for days until when, and apart what is already under way", async () => {
    await using pages = await openPages({
      Club: [
        event("1@a", { title: "Since Friday", start: ";VALUE=DATE:20260313", end: ";VALUE=DATE:20260320" }),
        event("2@a", { title: "Festival", start: ";VALUE=DATE:20260321", end: ";VALUE=DATE:20260323" }),
        event("3@a", { title: "Hackathon", start: ":20260321T090000Z", end: ":20260323T150000Z" }),
        event("4@a", { title: "Night", start: ":20260321T210000Z", end: ":20260322T030000Z" }),
      ],
    });
    const text = words(await pages.text("/"));
    expect(text).toContain("Already under way Fri 13 Mar – Thu 19 Mar Since Friday");
    expect(text).toContain("until Sun 22 Mar Festival");
    expect(text).toContain("10:00, until Mon 23 Mar, 16:00 Hackathon");
    expect(text).toContain("22:00–04:00 Night");
  });

  it("folds what has been on for long where much of it would hide today", async () => {
    const long = (n: number) =>
      event(`long${n}@a`, {
        title: `Exhibition ${n}`,
        start: ";VALUE=DATE:20260301",
        end: ";VALUE=DATE:20260601",
      });
    const today = event("1@a", { title: "Tonight", start: ":20260316T190000Z", end: ":20260316T210000Z" });
    const folded = "<details>\\s*<summary>4 events that began before</summary>[^]*Exhibition 4[^]*</details>";
    await using few = await openPages({ Club: [long(1), long(2), long(3), today] });
    expect(await few.text("/")).not.toContain("began before");
    await using many = await openPages({ Club: [long(1), long(2), long(3), long(4), today] });
    expect(await many.text("/")).toMatch(new RegExp(`${folded}[^]*Tonight`));
    expect(await many.text("/?q=exhibition")).not.toContain("began before");
  });

  it("strikes through what is cancelled, and says the word", async () => {
    await using pages = await openPages({
      Club: [event("1@a", { title: "Gone", lines: ["STATUS:CANCELLED"] }), event("2@a", { title: "Held" })],
    });
    const html = await pages.text("/");
    expect(html).toContain('<s class="p-name">Gone</s>');
    expect(html.match(/>Cancelled</g)).toHaveLength(1);
    expect(html).toContain('<span class="p-name">Held</span>');
  });

  it("marks what its feed shows no more", async () => {
    await using pages = await openPages({ Club: [event("1@a"), event("2@a", { title: "Stays" })] });
    expect(await pages.text("/")).not.toContain("No longer in its feed");
    pages.clock += 3_600_000;
    await pages.show("Club", [event("2@a", { title: "Stays" })]);
    expect((await pages.text("/")).match(/No longer in its feed/g)).toHaveLength(1);
  });

  it("is searched and filtered by what its form sends, and shows what was asked for", async () => {
    await using pages = await openPages({
      Club: [event("1@a", { title: "Jazz" }), event("2@a", { title: "Chess" })],
      Hall: [event("3@b", { title: "Jazz in the hall", start: ":20260401T180000Z" })],
    });
    const hall = await pages.store.registry.byUrl("https://hall.example/feed.ics");
    const titles = async (query: string) =>
      (await pages.text(`/${query}`)).match(/(?<=class="p-name">)[^<]*/g) ?? [];
    expect(await titles("?q=jazz")).toEqual(["Jazz", "Jazz in the hall"]);
    expect(await titles("?from=2026-04-01")).toEqual(["Jazz in the hall"]);
    expect(await titles("?to=2026-03-31")).toEqual(["Jazz", "Chess"]);
    expect(await titles(`?site=${hall?.id}`)).toEqual(["Jazz in the hall"]);

    const html = await pages.text(`/?q=jazz&from=2026-04-01&site=${hall?.id}`);
    expect(html).toContain('value="jazz"');
    expect(html).toContain('value="2026-04-01"');
    expect(html).toMatch(new RegExp(`<option value="${hall?.id}" selected>\\s*Hall`));
    expect(html).toContain(`webcal://calendar.example/sites/${hall?.id}/feed.ics`);
  });

  it("goes on by its link, and shows each event once", async () => {
    const many = Array.from({ length: 130 }, (_, n) =>
      event(`${n}@a`, {
        title: `Event ${n}`,
        start: `:202604${String(1 + (n % 28)).padStart(2, "0")}T180000Z`,
      }),
    );
    await using pages = await openPages({ Club: many });
    const titles: string[] = [];
    let path: string | undefined = "/?q=Event";
    while (path !== undefined) {
      const html = await pages.text(path);
      titles.push(...(html.match(/(?<=class="p-name">)[^<]*/g) ?? []));
      path = /rel="next" href="([^"]*)"/.exec(html)?.[1]?.replaceAll("&amp;", "&");
    }
    expect(titles).toHaveLength(130);
    expect(new Set(titles).size).toBe(130);
  });

  it("is sent in gzip to those who take it", async () => {
    await using pages = await openPages({ Club: [event("1@a", { title: "Zipped" })] });
    const answer = await pages.get("/", { "Accept-Encoding": "gzip, br" });
    expect(answer.headers.get("Content-Encoding")).toBe("gzip");
    expect(gunzipSync(await answer.arrayBuffer()).toString()).toContain("Zipped");
  });

  it("answers 304 to a browser that has it", async () => {
    await using pages = await openPages({ Club: [event("1@a")] });
    const etag = (await pages.get("/")).headers.get("ETag") ?? "";
    expect((await pages.get("/", { "If-None-Match": etag })).status).toBe(304);
  });

  it("explains what was wrong with a filter on a page of its own", async () => {
    await using pages = await openPages({ Club: [event("1@a")] });
    for (const [query, status, reason] of [
      ["from=soon", 400, "expected a date such as"],
      ["cursor=zzz", 400, "cursor"],
      ["site=77", 404, "knows no site “77”"],
      [`q=${"x".repeat(201)}`, 400, "200 characters"],
    ] as const) {
      const answer = await pages.get(`/?${query}`);
      expect(answer.status).toBe(status);
      expect(answer.headers.get("Content-Type")).toContain("text/html");
      expect(await answer.text()).toContain(reason);
    }
  });
});

describe("an empty agenda", () => {
  it("says how to begin where no calendar is followed", async () => {
    await using pages = await openPages({});
    const html = await pages.text("/");
    expect(html).toContain("<code>discal init</code>");
    expect(html).toContain("<code>peers.yaml</code>");
  });

  it("says that nothing is coming where calendars are followed", async () => {
    await using pages = await openPages({ Club: [] });
    expect(await pages.text("/")).toContain('<a href="/sites">how each of them is doing</a>');
  });

  it("offers to ask for less where nothing matches", async () => {
    await using pages = await openPages({ Club: [event("1@a")] });
    const html = await pages.text("/?q=zebra&from=2026-03-17");
    expect(html).toContain("Nothing matches");
    expect(chips(html)).toEqual([
      ["with “zebra”", "/?from=2026-03-17"],
      ["from 2026-03-17", "/?q=zebra"],
    ]);
  });
});
