import { describe, expect, it } from "vitest";
import { event, NOW, openPages } from "../../../support/pages.ts";
import { words } from "./words.ts";
import { against } from "../../../support/threat.ts";

const broken = [
  "BEGIN:VEVENT",
  "UID:broken@a",
  "DTSTAMP:20260301T000000Z",
  "SUMMARY:When?",
  "END:VEVENT",
].join("\r\n");

async function fail(pages: Awaited<ReturnType<typeof openPages>>, reason: string, suspendAfter = 10) {
  pages.clock += 3_600_000;
  const at = { now: pages.clock, nextPoll: pages.clock + 7_200_000, reason, suspendAfter };
  await pages.store.polls.recordFailure(1, at);
}

describe("the page of all sites", () => {
  it("says of each how it does, and where to read more", async () => {
    await using pages = await openPages({ Club: [event("1@a")], Hall: [] });
    await fail(pages, "club.example: no such host is known (DNS)");
    const html = await pages.text("/sites");
    expect(words(html)).toMatch(/Club Failing club\.example: no such host is known \(DNS\) Events 1/);
    expect(words(html)).toMatch(/Hall Healthy Events 0 Last read today, 12:00/);
    expect(html).toContain('href="/sites/1"');
  });

  it("is reached from every page", async () => {
    await using pages = await openPages({ Club: [event("1@a")] });
    expect(await pages.text("/")).toContain('<a href="/sites">');
    expect(await pages.text("/events/1@a")).toContain('<a href="/sites/1">Club</a>');
  });

  it("never tells an address", async () => {
    await using pages = await openPages({ Club: [event("1@a")] });
    await fail(pages, "https://club.example/private-0123456789abcdef/x.ics is no calendar");
    for (const path of ["/sites", "/sites/1"]) {
      const html = await pages.text(path);
      expect(html).toContain("club.example is no calendar");
      expect(html).not.toMatch(/private-|https:\/\/club\.example/);
    }
  });
});

describe("the page of a site", () => {
  it("tells of its polls, with links to what changed", async () => {
    await using pages = await openPages({
      Club: [event("1@a", { title: "Jazz" }), event("2@a", { title: "Play" })],
    });
    pages.clock += 3_600_000;
    await pages.show("Club", [event("1@a", { title: "Jazz, moved" })]);
    const html = await pages.text("/sites/1");
    expect(words(html)).toMatch(
      /Last polls today, 13:00 1 changed Jazz, moved 1 no longer in it Play today, 12:00 2 new Jazz/,
    );
    expect(html).toContain('<a href="/events/1@a">');
  });

  it("says what was refused, where, and what was expected", async () => {
    await using pages = await openPages({ Club: [event("1@a"), broken] });
    expect(words(await pages.text("/sites/1"))).toMatch(
      /Refused .*Line 10: VEVENT DTSTART is missing: an event needs a start\. UID broken@a/,
    );
  });

  it(
    "names nothing that has become private, nor tells that there is such a thing",
    against("privacy", "the log of polls names what became private", "only what is shown is named in it"),
    async () => {
      await using pages = await openPages({ Club: [event("1@a", { title: "Secret" })] });
      expect(await pages.text("/sites/1")).toContain("Secret");
      pages.clock += 3_600_000;
      await pages.show("Club", [event("1@a", { title: "Secret", lines: ["CLASS:PRIVATE"] })]);
      const html = await pages.text("/sites/1");
      expect(html).not.toContain("Secret");
      expect(html).not.toContain("1@a");
      expect(words(html)).not.toMatch(/PRIVATE|refused/i);
    },
  );

  it("says why it is suspended, and what its publisher can do", async () => {
    await using pages = await openPages({ Club: [event("1@a")] });
    await fail(pages, "club.example answered 404");
    await fail(pages, "club.example answered 404", 2);
    const text = words(await pages.text("/sites/1"));
    expect(text).toContain("Club Suspended club.example answered 404");
    expect(text).toContain("2 polls in a row have failed");
    expect(text).toContain("Failing since today, 13:00 , 2 times in a row");
    expect(text).toContain("If this is your calendar");
    expect(text).not.toContain("Next poll");
  });

  it("says the words of the operator who suspended it", async () => {
    await using pages = await openPages({ Club: [event("1@a")] });
    await pages.store.registry.suspend(1, "moved to another host", NOW);
    expect(words(await pages.text("/sites/1"))).toContain(
      "Suspended moved to another host It is not polled any more",
    );
  });

  it.each(["99", "x", "0"])("is not there for %j, and says so on a page", async (id) => {
    await using pages = await openPages({ Club: [] });
    const answer = await pages.get(`/sites/${id}`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get("Content-Type")).toContain("text/html");
  });
});
