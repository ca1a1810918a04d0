import { describe, expect, it } from "vitest";
import { stylesheet, stylesheetPath } from "../../../../src/serve/web/stylesheet.ts";
import { event, openPages } from "../../../support/pages.ts";

function palette(block: string): Record<string, string> {
  return Object.fromEntries(
    [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(([, name, hex]) => [name, hex]),
  );
}

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const [light = "", dark = ""] = stylesheet.split("prefers-color-scheme: dark");

describe.each([
  ["light", palette(light)],
  ["dark", palette(dark)],
])("the %s palette", (_, colours) => {
  it.each([
    ["ink", "paper", 4.5],
    ["ink", "raised", 4.5],
    ["quiet", "paper", 4.5],
    ["link", "paper", 4.5],
    ["link", "raised", 4.5],
    ["bad", "paper", 4.5],
    ["on-accent", "accent", 4.5],
    ["on-sun", "sun", 4.5],
    ["field", "paper", 3],
    ["accent", "paper", 3],
  ])("can be read: %s on %s", (front, back, least) => {
    expect(contrast(colours[front] ?? "", colours[back] ?? "")).toBeGreaterThanOrEqual(least);
  });
});

describe("the stylesheet", () => {
  it("keeps what people wrote from turning the direction of what stands beside it", async () => {
    await using pages = await openPages({
      Club: [event("1@a", { title: "Songs \u202E", lines: ["STATUS:CANCELLED"] })],
    });
    expect(await pages.text("/")).toMatch(/<s class="p-name">Songs \u202E<\/s>/);
    expect(stylesheet).toMatch(/^a, s, span, strong \{ unicode-bidi: isolate; \}$/m);
  });

  it("is kept for ever under a name of its content, which pages link to", async () => {
    await using pages = await openPages({});
    const answer = await pages.get(stylesheetPath);
    expect(answer.headers.get("Content-Type")).toBe("text/css; charset=utf-8");
    expect(answer.headers.get("Cache-Control")).toContain("immutable");
    expect(await answer.text()).toBe(stylesheet);
    expect(await pages.text("/")).toContain(`<link rel="stylesheet" href="${stylesheetPath}"`);
  });
});
