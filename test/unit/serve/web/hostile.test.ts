import { describe, expect, it } from "vitest";
import { eventPath } from "../../../../src/sinks/event-path.ts";
import { event, openPages } from "../../../support/pages.ts";
import { against } from "../../../support/threat.ts";

const SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>";
const QUOTES = "\"'><svg onload=alert(1)>";
const hostile = event(`${QUOTES}${SCRIPT}@a`, {
  title: `${SCRIPT}${QUOTES}</title>`,
  lines: [
    `LOCATION:${QUOTES} javascript:alert(1) ${SCRIPT}`,
    `DESCRIPTION:${SCRIPT} https://a.example/"onmouseover=alert(1) </script> javascript:alert(1) data:text/html\\,x <!--`,
    "URL:javascript:alert(1)",
    "IMAGE;VALUE=URI:javascript:alert(1)",
    `CATEGORIES:${SCRIPT}`,
    `ORGANIZER;CN="${SCRIPT.replaceAll('"', "")}":mailto:a@a.example`,
  ],
});

const NAME = `Club ${SCRIPT}`;

const FILTERS = ["tag", "place", "q"].map((name) => [name, QUOTES + SCRIPT] as const);

const saved = {
  slug: "a",
  title: SCRIPT + QUOTES,
  description: `${SCRIPT + QUOTES} javascript:alert(1)`,
  filter: { tags: [QUOTES + SCRIPT] },
  changedAt: 0,
};

/** Every tag of a page; what is escaped is none. */
function tags(html: string): string[] {
  return html.match(/<[a-z!/][^>]*>/gi) ?? [];
}

describe("hostile text", () => {
  it.each([
    ["the agenda", () => "/"],
    ["a search", () => `/?q=${encodeURIComponent(SCRIPT + QUOTES)}`],
    ["a wrong date", () => `/?from=${encodeURIComponent(QUOTES + SCRIPT)}`],
    ["the page of an event", () => eventPath(`${QUOTES}${SCRIPT}@a`)],
    [
      "filters",
      () => `/?${FILTERS.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`,
    ],
    ["a wrong place", () => `/?near=${encodeURIComponent(QUOTES + SCRIPT)}`],
    ["how to subscribe", () => `/subscribe?tag=${encodeURIComponent(QUOTES + SCRIPT)}`],
    ["the sites", () => "/sites"],
    ["the page of a site", () => "/sites/1"],
    ["the saved calendars", () => "/calendars"],
    ["the page of a saved calendar", () => "/calendars/a"],
    ["the page of a calendar that is not there", () => `/calendars/${encodeURIComponent(QUOTES + SCRIPT)}`],
    ["the page of an event that is not there", () => `/events/${encodeURIComponent(SCRIPT)}`],
  ])(
    "stays text in %s",
    against(
      "markup",
      "markup in any text of an event, a site or a request",
      "templates escape whatever they are given",
    ),
    async (_, path) => {
      await using pages = await openPages({ [NAME]: [hostile] });
      await pages.store.calendars.save(saved);
      const html = await (await pages.get(path())).text();
      const all = tags(html);
      expect(all.length).toBeGreaterThan(20);
      expect(
        all.filter((tag) => /^<(script(?! type="application\/ld\+json">)|img|svg|iframe)/i.test(tag)),
      ).toEqual([]);
      expect(all.filter((tag) => /\son\w+\s*=/i.test(tag.replaceAll(/"[^"]*"/g, "")))).toEqual([]);
      const targets = [...html.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, target]) => target ?? "");
      expect(targets.filter((target) => !/^(\/|#|https?:|webcal:|data:image\/svg)/.test(target))).toEqual([]);
      expect(html.match(/<script/g)?.length ?? 0).toBeLessThanOrEqual(1);
      expect(html.match(/<\/title>/g)).toHaveLength(1);
    },
  );

  it(
    "cannot end the block of linked data",
    against("markup", "a title ends the block of linked data", "no < stands in it"),
    async () => {
      await using pages = await openPages({ Club: [hostile] });
      const html = await pages.text(eventPath(`${QUOTES}${SCRIPT}@a`));
      const [json] = /(?<=ld\+json">)[^]*?(?=<\/script>)/.exec(html) ?? [];
      expect(json).not.toContain("<");
      expect((JSON.parse(json ?? "") as { name: string }).name).toBe(`${SCRIPT}${QUOTES}</title>`);
    },
  );

  it("is followed by the same strict policy on every page", async () => {
    await using pages = await openPages({ Club: [hostile] });
    for (const path of ["/", eventPath(`${QUOTES}${SCRIPT}@a`), "/events/none", "/?from=x"]) {
      const { headers } = await pages.get(path);
      const policy = headers.get("Content-Security-Policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain("unsafe");
      expect(policy).not.toContain("script-src");
    }
  });

  it(
    "leaves nothing inline for the policy to refuse",
    against("markup", "a policy is loosened for the sake of a page", "no page has inline styles or scripts"),
    async () => {
      await using pages = await openPages({ Club: [event("1@a")] }, { sample: true });
      for (const path of ["/", "/events/1@a", "/?tag=a", "/sites", "/sites/1", "/calendars", "/subscribe"]) {
        expect(await pages.text(path)).not.toMatch(
          /<style|\sstyle="|\son[a-z]+="|<script(?! type="application\/ld)/,
        );
      }
    },
  );
});
