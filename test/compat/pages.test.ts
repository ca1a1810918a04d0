import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults, DESK, NARROWEST, PHONE } from "./browser.ts";
import { openCity, type City } from "./city.ts";
import { PAGE_KINDS } from "./page-kinds.ts";

let city: City;

beforeAll(async () => {
  city = await openCity();
});

afterAll(() => city?.[Symbol.asyncDispose]());

/** What is wrong with the page as it is drawn. */
const FAULTS = `(() => {
  const root = document.documentElement;
  const headings = document.querySelectorAll("h1").length;
  return [
    document.title.trim() === "" && "no title",
    headings !== 1 && headings + " h1",
    root.lang === "" && "no language",
    root.scrollWidth > root.clientWidth && root.scrollWidth - root.clientWidth + " pixels too wide",
  ].filter((fault) => fault !== false);
})()`;

async function faultsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(FAULTS);
}

describe.each(PAGE_KINDS)("the page of kind $name in Chromium", ({ path, status = 200 }) => {
  it.each([true, false])("is sound on phone and desk, light and dark; with script: %s", async (script) => {
    await using seen = await city.open(path, script);
    const { page } = seen;
    const faults: string[] = [];
    for (const [size, viewport] of Object.entries({ PHONE, DESK })) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        const found = [...(await faultsOf(page)), ...(script ? await accessibilityFaults(page) : [])];
        faults.push(...found.map((fault) => `${size} ${colorScheme}: ${fault}`));
      }
    }
    expect(faults).toEqual([]);
    expect(seen.complaints).toEqual([]);
    expect(seen.status).toBe(status);
  });

  it("reflows at 320 pixels (WCAG 1.4.10), and has room for text of twice the size (1.4.4)", async () => {
    await using seen = await city.open(path);
    const { page } = seen;
    await page.setViewportSize(NARROWEST);
    expect(await faultsOf(page)).toEqual([]);
    await page.setViewportSize(DESK);
    const session = await page.context().newCDPSession(page);
    await session.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
    expect(await page.evaluate("getComputedStyle(document.documentElement).fontSize")).toBe("32px");
    expect(await faultsOf(page)).toEqual([]);
  });
});
