import { execFileSync, spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { recentEvents } from "../../../../src/serve/feeds/recent.ts";
import { event, NOW, openPages } from "../../../support/pages.ts";
import { against } from "../../../support/threat.ts";

/** What expat, by way of Python, reads in an Atom feed: text by element, attributes of links and categories. */
const READER = `
import json, sys
from xml.etree import ElementTree
ns = "{http://www.w3.org/2005/Atom}"
def told(e):
    return [e.tag.replace(ns, ""), dict(e.attrib), e.text or "", [told(c) for c in e]]
json.dump(told(ElementTree.fromstring(sys.stdin.buffer.read())), sys.stdout)
`;
type Element = readonly [string, Readonly<Record<string, string>>, string, readonly Element[]];
const hasPython = spawnSync("python3", ["--version"]).status === 0;

function parse(xml: string): Element {
  return JSON.parse(execFileSync("python3", ["-c", READER], { input: xml, encoding: "utf8" })) as Element;
}

function texts([, , , children]: Element, name: string): readonly string[] {
  return children.filter(([tag]) => tag === name).map(([, , text]) => text);
}

function entries([, , , children]: Element): readonly Element[] {
  return children.filter(([tag]) => tag === "entry");
}

const titles = (xml: string) =>
  [...xml.matchAll(/<entry>\n.*\n<title>(.*)<\/title>/g)].map(([, title]) => title);

describe.skipIf(!hasPython)("GET /feed.atom, as an XML parser reads it", () => {
  it("is a feed of the events to come, each with its page, times and tags", async () => {
    await using pages = await openPages({
      Club: [
        event("1@a", {
          title: "Jazz & more",
          lines: [
            "LOCATION:Hall",
            "CATEGORIES:music",
            "URL:https://a.example/x",
            "DESCRIPTION:One\\n\\nTwo < 3",
          ],
        }),
      ],
    });
    const feed = parse(await pages.text("/feed.atom"));
    expect(feed[0]).toBe("feed");
    expect(texts(feed, "title")).toEqual(["Test city"]);
    expect(texts(feed, "id")).toEqual(["https://calendar.example/feed.atom"]);
    expect(texts(feed, "updated")).toEqual(["2026-03-16T11:00:00Z"]);
    const [entry] = entries(feed);
    expect(entry && texts(entry, "title")).toEqual(["Jazz & more"]);
    expect(entry && texts(entry, "id")).toEqual(["https://calendar.example/events/1@a"]);
    expect(entry && texts(entry, "published")).toEqual(["2026-03-16T11:00:00Z"]);
    expect(entry && texts(entry, "content")).toEqual([
      "<p>Fri 20 Mar, 19:00</p><p>Hall</p><p>One</p><p>Two &#60; 3</p>".replaceAll(
        " 20 Mar",
        "\u00a020\u00a0Mar",
      ),
    ]);
    const attributes = entry?.[3]
      .filter(([tag]) => tag === "link" || tag === "category")
      .map(([, all]) => all);
    expect(attributes).toEqual([
      { rel: "alternate", type: "text/html", href: "https://calendar.example/events/1@a" },
      { rel: "alternate", type: "text/calendar", href: "https://calendar.example/events/1@a.ics" },
      { rel: "related", href: "https://a.example/x" },
      { term: "music" },
    ]);
  });

  it("stands whatever is in an event, and gives readers no markup of its making", async () => {
    const hostile = `]]> </title><script>alert(1)</script> & " ' \u0001 \u000b \ufffe \u{1f600} \ud800 &amp; <!--`;
    await using pages = await openPages({
      [hostile]: [
        event(`<"&'>@a`, {
          title: hostile,
          lines: [`LOCATION:${hostile}`, `DESCRIPTION:${hostile}`, `CATEGORIES:${hostile}`],
        }),
      ],
    });
    const [entry] = entries(parse(await pages.text(`/feed.atom?q=${encodeURIComponent("script")}`)));
    expect(entry && texts(entry, "title")[0]).toContain("</title><script>alert(1)</script> & \" '");
    expect(entry && texts(entry, "content")[0]).not.toMatch(/<(?!\/?p>|br\/>)/);
  });

  it("is a feed also where there is nothing to come", async () => {
    await using pages = await openPages({});
    const feed = parse(await pages.text("/feed.atom"));
    expect(entries(feed)).toEqual([]);
    expect(texts(feed, "updated")[0]).toMatch(/^\d{4}-\d\d-\d\dT/);
  });
});

describe("GET /feed.atom", () => {
  it("tells the newest change first, and what comes first of what changed together", async () => {
    const early = event("1@a", { title: "Early", start: ":20260317T090000Z" });
    const late = event("2@a", { title: "Late", start: ":20260401T090000Z" });
    const past = event("3@a", { title: "Past", start: ":20260301T090000Z" });
    await using pages = await openPages({ Club: [late, early, past] });
    expect(titles(await pages.text("/feed.atom"))).toEqual(["Early", "Late"]);
    pages.clock += 60_000;
    await pages.show("Club", [event("2@a", { title: "Later", start: ":20260402T090000Z" }), early, past]);
    const xml = await pages.text("/feed.atom");
    expect(titles(xml)).toEqual(["Later", "Early"]);
    expect(xml).toContain("<updated>2026-03-16T11:01:00Z</updated>");
  });

  it("holds 50 events: the next ones of those that changed together", async () => {
    const many = Array.from({ length: 80 }, (_, n) =>
      event(`${(n * 37) % 80}@a`, {
        title: `Event ${n}`,
        start: `:202604${String(1 + Math.floor(n / 4)).padStart(2, "0")}T18${String(n % 4).padStart(2, "0")}00Z`,
      }),
    );
    await using pages = await openPages({ Club: many });
    expect(titles(await pages.text("/feed.atom"))).toEqual(
      Array.from({ length: 50 }, (_, n) => `Event ${n}`),
    );
  });

  it("tells an event once, however often it happens", async () => {
    await using pages = await openPages({
      Club: [event("1@a", { title: "Weekly", lines: ["RRULE:FREQ=WEEKLY"] })],
    });
    const xml = await pages.text("/feed.atom");
    expect(titles(xml)).toEqual(["Weekly"]);
    expect(xml).toContain(", and again");
  });

  it("says in the title what is cancelled", async () => {
    await using pages = await openPages({
      Club: [event("1@a", { title: "Gone", lines: ["STATUS:CANCELLED"] })],
    });
    expect(titles(await pages.text("/feed.atom"))).toEqual(["Cancelled: Gone"]);
  });

  it("answers 304 until something changes, or the day does", async () => {
    await using pages = await openPages({ Club: [event("1@a")] });
    const etag = (await pages.get("/feed.atom")).headers.get("ETag") ?? "";
    const again = async () => (await pages.get("/feed.atom", { "If-None-Match": etag })).status;
    expect(await again()).toBe(304);
    pages.clock += 3_600_000;
    expect(await again()).toBe(304);
    pages.clock += 24 * 3_600_000;
    expect(await again()).toBe(200);
  });
});

describe("the events of a filtered feed", () => {
  it("are found by the filter once, not once more for each of them", async () => {
    const names = Array.from({ length: 9 }, (_, index) => `${index}@a`);
    await using pages = await openPages({ Club: names.map((uid) => event(uid, { title: "Jazz" })) });
    const { commons } = pages.store;
    let filtered = 0;
    const counting: typeof commons = {
      ...commons,
      list: (query) => {
        if (query.text !== undefined) filtered += 1;
        return commons.list(query);
      },
    };
    const found = await recentEvents(counting, { text: "j", from: NOW }, 5);
    expect(found).toHaveLength(5);
    expect(filtered).toBeLessThanOrEqual(1);
  });
});

it(
  "looks up no event that is not in the feed, however many come before those that changed last",
  against(
    "load",
    "a stranger asks for the newest changes without end",
    "only the events that are told of are looked up",
  ),
  async () => {
    const [soon, later] = [":20260317T090000Z", ":20260401T090000Z"];
    const early = Array.from({ length: 20 }, (_, n) => event(`early-${n}@a`, { start: soon }));
    const late = (title: string) =>
      Array.from({ length: 9 }, (_, n) => event(`late-${n}@a`, { title, start: later }));
    await using pages = await openPages({ Club: [...early, ...late("Late")] });
    pages.clock += 60_000;
    await pages.show("Club", [...early, ...late("Later")]);
    const { commons } = pages.store;
    const looks: (readonly string[])[] = [];
    const { recent, coming } = commons;
    const firstOf: typeof commons.firstOf = (uids, window) => {
      looks.push(uids);
      return commons.firstOf(uids, window);
    };
    const found = await recentEvents({ recent, coming, firstOf }, { from: NOW }, 5);
    expect(found.map(({ row }) => row.event.title)).toEqual(Array(5).fill("Later"));
    expect(looks.map((uids) => uids.length)).toEqual([5]);
  },
);
