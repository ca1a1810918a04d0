import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type Page } from "playwright-core";
import { findClient } from "./client.ts";

export const PHONE = { width: 390, height: 844 } as const;
export const DESK = { width: 1280, height: 800 } as const;
/** 1280 CSS pixels at a zoom of 400 % (WCAG 1.4.10). */
export const NARROWEST = { width: 320, height: 256 } as const;

export function openBrowser(): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-gpu"];
  return chromium.launch({ executablePath: findClient("chromium"), args });
}

/** A page as a reader has it before them, and what went wrong on the way there. */
export interface Visit extends AsyncDisposable {
  readonly page: Page;
  readonly status: number;
  /** Errors on the console, faults of scripts, requests that failed or went to another origin. */
  readonly complaints: readonly string[];
}

/** Opens an address on a desk, with a fresh profile, and with scripts or without. */
export async function visit(browser: Browser, url: string, script = true): Promise<Visit> {
  const context = await browser.newContext({
    viewport: DESK,
    javaScriptEnabled: script,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
  page.on("console", (message) => {
    // A page that is not there says so on the console.
    if (message.type() === "error" && message.location().url !== url)
      complaints.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== "data:" && origin !== new URL(url).origin)
      complaints.push(`elsewhere: ${request.url()}`);
  });
  const response = await page.goto(url, { waitUntil: "load" });
  return {
    page,
    status: response?.status() ?? 0,
    complaints,
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** What axe finds against WCAG 2.2 A and AA: rule, element and what to do, one line each. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  if (await page.evaluate<boolean>("globalThis.axe === undefined")) await page.evaluate(AXE);
  const found = await page.evaluate<Found>(
    `axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ["violations"], rules: { "target-size": { enabled: true } } })`,
  );
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(" ")}: ${failureSummary}`),
  );
}

interface Found {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
  }[];
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
