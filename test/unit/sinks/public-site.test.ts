import { describe, expect, it } from "vitest";
import { IDLE, type Site, type SiteHealth } from "../../../src/core/model/site.ts";
import { publicSite, siteHost, withoutAddress } from "../../../src/sinks/public-site.ts";
import { against } from "../../support/threat.ts";

const GOOGLE =
  "https://calendar.google.com/calendar/ical/anna%40example.com/private-0123456789abcdef/basic.ics";
const OUTLOOK =
  "https://outlook.office365.com/owa/calendar/8f1c0d@firm.example/aBcDeFgHiJ/reachcalendar.html";

const site: Site = {
  ...IDLE,
  id: 3,
  kind: "feed",
  url: GOOGLE,
  name: "Anna",
  declared: "file",
  position: 0,
  enabled: true,
  poll: "1h",
  quota: null,
  movedFrom: null,
  certificate: null,
};

const health: SiteHealth = {
  siteId: 3,
  lastPoll: 5,
  lastSuccess: 4,
  failingSince: null,
  failures: 0,
  suspended: false,
  lastReason: null,
  nextPoll: 9,
  events: 7,
  refused: [],
};

describe("what anybody may know of a site", () => {
  it(
    "is never its address, whatever a reason repeats of it",
    against("privacy", "an error repeats a feed's secret address", "answers name hosts only"),
    () => {
      const reasons = [
        `${GOOGLE} is no calendar: It is a web page or XML: <title>404</title>`,
        "<p>The requested URL /calendar/ical/anna%40example.com/private-0123456789abcdef/basic.ics was not found",
        "no such calendar: anna@example.com/private-0123456789abcdef",
        "private-0123456789abcdef",
        "webcal://calendar.google.com/calendar/ical/anna%40example.com/private-0123456789abcdef/basic.ics",
      ];
      for (const lastReason of reasons) {
        const failing = { ...health, failingSince: 5, failures: 1, lastReason };
        const refused = [{ component: "VCALENDAR", uid: null, line: 1, rule: "x", reason: lastReason }];
        const told = JSON.stringify(publicSite({ ...site, name: lastReason }, { ...failing, refused }));
        expect(told).not.toMatch(/private-|anna(@|%40)|basic\.ics[^/]*\/|\/calendar\/ical/);
      }
    },
  );

  it.each([
    ["https://a.example/f.ics?key=s3cr3tK3y&x=1", "asked for key=s3cr3tK3y: s3cr3tK3y is wrong"],
    ["https://a.example/f.ics?s3cr3tK3y", "s3cr3tK3y is wrong"],
    ["https://a.example/f.ics?key=a%20b%20c1d2", "key a b c1d2 is wrong"],
    [OUTLOOK, "/aBcDeFgHiJ/ is gone, and 8f1c0d@firm.example, too"],
  ])("is not what could be a secret of %s", (url, reason) => {
    expect(withoutAddress(reason, { url })).not.toMatch(/s3cr3t|a b c1d2|aBcDeFgHiJ|8f1c0d/);
  });

  it("is the reason in the words that it was given in, with hosts for addresses", () => {
    const url = "https://a.example/calendar/feed.ics";
    expect(withoutAddress("a.example: nothing answers on that port (connection refused)", { url })).toBe(
      "a.example: nothing answers on that port (connection refused)",
    );
    expect(withoutAddress("It is no calendar: it sent https://b.example:8443/x?y=1 instead.", { url })).toBe(
      "It is no calendar: it sent b.example:8443 instead.",
    );
  });

  it("is its host, with the port, and nothing of an imported file", () => {
    expect(siteHost({ url: "https://user:pass@a.example:8443/x" })).toBe("a.example:8443");
    expect(siteHost({ url: "file:anna.ics" })).toBeNull();
  });

  it(
    "is nothing of what is refused because it is private, and to those who may know its address no UID",
    against("privacy", "a site page lists what is refused as private", "it is neither listed nor counted"),
    () => {
      const refusal = { component: "VEVENT", uid: "1@a", line: 3, reason: "CLASS is PRIVATE." };
      const refused = [
        { ...refusal, rule: "private" },
        { ...refusal, rule: "no-start" },
      ];
      const told = (mayKnow: boolean) =>
        publicSite(site, { ...health, refused }, mayKnow).refused.map(({ uid }) => uid);
      expect(told(false)).toEqual(["1@a"]);
      expect(told(true)).toEqual([null, "1@a"]);
    },
  );

  it.each([
    [{}, {}, "healthy"],
    [{}, { failingSince: 5 }, "failing"],
    [{}, { failingSince: 5, suspended: true }, "suspended"],
    [{}, { lastPoll: null, lastSuccess: null }, "not-polled"],
    [{ kind: "file" } as const, { lastPoll: null, lastSuccess: null }, "imported"],
    [{ enabled: false }, {}, "disabled"],
  ])("%j and %j is %s", (ofSite, ofHealth, state) => {
    const told = publicSite({ ...site, ...ofSite }, { ...health, ...ofHealth });
    expect(told.state).toBe(state);
    expect(told.nextPoll === null).toBe(state === "suspended" || state === "disabled");
  });
});
