import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DESK, PHONE } from "./browser.ts";
import { openCity, type City } from "./city.ts";
import { PAGE_KINDS } from "./page-kinds.ts";

let city: City;

beforeAll(async () => {
  city = await openCity();
});

afterAll(() => city?.[Symbol.asyncDispose]());

/** What can be reached, in the order of the document; each is given a number that {@link FOCUSED} knows it by. */
const REACHABLE = `[...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled && element.type !== "hidden")
  .map((element, index) => { element.dataset.index = index; return element.outerHTML.slice(0, 80); })`;

/** Of what has the focus: its number, and what a reader could not see of it. */
const FOCUSED = `(() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { left, top, right, bottom } = element.getClientRects()[0] ?? element.getBoundingClientRect();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const shown = document.elementFromPoint(x, y);
  const faults = [];
  if (element === document.body) return { index: -1, faults };
  if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) faults.push("no outline");
  if (top < -1 || bottom > innerHeight + 1 || left < 0 || right > innerWidth) faults.push("outside of the window, at " + [left, top, right, bottom].map(Math.round));
  else if (shown === null || !(element.contains(shown) || shown.contains(element))) faults.push("covered by " + shown?.outerHTML.slice(0, 60));
  return { index: Number(element.dataset.index), faults: faults.map((fault) => fault + ": " + element.outerHTML.slice(0, 80)) };
})()`;

interface Focused {
  readonly index: number;
  readonly faults: readonly string[];
}

/** Presses Tab until the focus leaves the page; a field of several parts counts once. */
async function tabThrough(page: Page): Promise<readonly Focused[]> {
  const steps: Focused[] = [];
  for (let pressed = 0; pressed < 500; pressed++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate<Focused>(FOCUSED);
    if (focused.index === -1 || focused.index < (steps.at(-1)?.index ?? 0)) break;
    if (focused.index !== steps.at(-1)?.index) steps.push(focused);
  }
  return steps;
}

/** Presses Tab, or other keys, until that element has the focus. */
async function tabTo(page: Page, selector: string, keys = "Tab"): Promise<void> {
  for (let pressed = 0; pressed < 100; pressed++) {
    await page.keyboard.press(keys);
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
  }
  throw new Error(`Tab does not reach ${selector}`);
}

describe("by the keyboard alone, a reader", () => {
  it.each(PAGE_KINDS)(
    "reaches all there is on the page of kind $name in its order, sees where the focus is, and skips to the content",
    async ({ path }) => {
      await using seen = await city.open(path);
      const { page } = seen;
      for (const viewport of [DESK, PHONE]) {
        await page.setViewportSize(viewport);
        await page.reload();
        const reachable = await page.evaluate<readonly string[]>(REACHABLE);
        const steps = await tabThrough(page);
        expect(steps.flatMap(({ faults }) => faults)).toEqual([]);
        expect(steps.map(({ index }) => reachable[index])).toEqual(reachable);
      }
      await page.reload();
      await page.keyboard.press("Tab");
      await Promise.all([page.waitForURL(/#main$/), page.keyboard.press("Enter")]);
      await page.keyboard.press("Tab");
      expect(await page.evaluate(`document.querySelector("main").contains(document.activeElement)`)).toBe(
        true,
      );
    },
  );

  it.each([true, false])("searches, and opens what is found; with script: %s", async (script) => {
    await using seen = await city.open("/", script);
    const { page } = seen;
    await tabTo(page, "input[name=q]");
    await page.keyboard.type("weekly");
    await Promise.all([page.waitForURL(/q=weekly/), page.keyboard.press("Enter")]);
    await tabTo(page, "main ol a");
    await Promise.all([page.waitForURL(/\/events\//), page.keyboard.press("Enter")]);
    expect(await page.textContent("h1")).toBe("weekly");
  });

  it("opens dates and calendars, and narrows the agenda down to one site", async () => {
    await using seen = await city.open("/");
    const { page } = seen;
    await tabTo(page, "summary");
    await page.keyboard.press("Enter");
    await tabTo(page, "select[name=site]");
    await page.keyboard.type("Town");
    await tabTo(page, "input[name=q]", "Shift+Tab");
    await Promise.all([page.waitForURL(/site=1/), page.keyboard.press("Enter")]);
    expect(await page.textContent("main")).toContain("Town library");
  });
});
