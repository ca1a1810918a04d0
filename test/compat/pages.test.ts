import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults, DESK, NARROWEST, openBrowser, SETTINGS, visit } from "./browser.ts";
import { PAGE_KINDS, SITES } from "./page-kinds.ts";
import { openTown, type Town } from "./town.ts";

let town: Town;
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
  town = await openTown(SITES, { timezone: "Europe/Berlin" });
});

afterAll(async () => {
  await browser?.close();
  await town?.[Symbol.asyncDispose]();
});

/** Read off the page as it is drawn. */
interface Shape {
  readonly title: string;
  readonly headings: number;
  readonly language: string;
  /** Pixels that one would have to scroll sideways. */
  readonly beyond: number;
}

const SHAPE = `({
  title: document.title,
  headings: document.querySelectorAll("h1").length,
  language: document.documentElement.lang,
  beyond: document.documentElement.scrollWidth - document.documentElement.clientWidth,
})`;

const sound = { title: expect.stringMatching(/\S/), headings: 1, language: "en", beyond: 0 };

describe.each(PAGE_KINDS)("the page of kind $name in Chromium", ({ path, status = 200 }) => {
  it.each(SETTINGS)("is sound at $width×$height, $scheme, script $script", async (setting) => {
    await using seen = await visit(browser, town.url + path, setting);
    expect(seen.status).toBe(status);
    expect(await seen.page.evaluate<Shape>(SHAPE)).toEqual(sound);
    if (setting.script) expect(await accessibilityFaults(seen.page)).toEqual([]);
    expect(seen.complaints).toEqual([]);
  });

  it("reflows at 320 pixels (WCAG 1.4.10)", async () => {
    await using seen = await visit(browser, town.url + path, { ...NARROWEST, scheme: "light", script: true });
    expect(await seen.page.evaluate<Shape>(SHAPE)).toEqual(sound);
  });

  it("has room for text of twice the size (WCAG 1.4.4)", async () => {
    await using seen = await visit(browser, town.url + path, { ...DESK, scheme: "light", script: true });
    const session = await seen.page.context().newCDPSession(seen.page);
    await session.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
    expect(await seen.page.evaluate("getComputedStyle(document.documentElement).fontSize")).toBe("32px");
    expect(await seen.page.evaluate<Shape>(SHAPE)).toEqual(sound);
  });
});
