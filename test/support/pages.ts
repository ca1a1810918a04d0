import { Hono } from "hono";
import { DomainError } from "../../src/core/model/domain-error.ts";
import { IDLE, type Site } from "../../src/core/model/site.ts";
import type { Version } from "../../src/core/model/version.ts";
import { importInto } from "../../src/exchange/polling/import.ts";
import { createSelf } from "../../src/exchange/self.ts";
import { feedRoutes } from "../../src/serve/feeds/routes.ts";
import { webRoutes } from "../../src/serve/web/routes.ts";
import type { Store } from "../../src/store/contract.ts";
import { openStore } from "../../src/store/sqlite/open.ts";
import { createCheapSigner } from "./cheap-signer.ts";
import { createWorkshopHere } from "../../src/workshop/in-process.ts";

/** A Monday noon in Berlin. */
export const NOW = Date.UTC(2026, 2, 16, 11);
const URL = "https://calendar.example";
const ZONE = "Europe/Berlin";

/** What a node answers to readers, on a real store in memory. */
export interface Pages extends AsyncDisposable {
  readonly store: Store;
  /** ms; may be moved on. */
  clock: number;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  head(path: string): Promise<Response>;
  /** The body of a 200. */
  text(path: string): Promise<string>;
  /** What a site shows from now on. */
  show(site: string, events: readonly string[]): Promise<void>;
}

/** Sites by name, with the events that each shows. */
export async function openPages(
  sites: Readonly<Record<string, readonly string[]>>,
  { sample = false, timezone = ZONE }: { readonly sample?: boolean; readonly timezone?: string } = {},
): Promise<Pages> {
  const store = await openStore({ path: ":memory:", timezone: ZONE, now: NOW });
  const names = Object.keys(sites);
  const declared = names.map((name, position) => ({
    ...IDLE,
    ...({ kind: "feed", url: addressOf(name), name, declared: "file", position } as const),
  }));
  await store.registry.declare("file", declared, NOW);
  const pages: Pages = {
    store,
    clock: NOW,
    get: async (path, headers = {}) => app.request(URL + path, { headers }),
    head: async (path) => app.request(URL + path, { method: "HEAD" }),
    text: async (path) => {
      const answer = await app.request(URL + path);
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
      return answer.text();
    },
    show: async (name, events) => {
      const site = await store.registry.byUrl(addressOf(name));
      if (site === null) throw new Error(`no site ${name}`);
      const node = {
        url: URL,
        name: "Test",
        listen: { host: "", port: 0 },
        data: "",
        timezone: ZONE,
        authority: "open" as const,
      };
      const self = createSelf(node, [], createCheapSigner("pages"));
      const workshop = createWorkshopHere();
      const brake = { ration: async (_: Site, taken: readonly Version[]) => ({ taken, over: null }) };
      await importInto({ self, store, clock: () => pages.clock, workshop, brake }, site, calendar(events));
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
  const options = {
    store,
    site: { url: URL, name: "Test city", timezone, sample },
    now: () => pages.clock,
  };
  const app = new Hono().route("/", feedRoutes(options)).route("/", webRoutes(options));
  app.onError((error, c) => {
    if (!(error instanceof DomainError)) throw error;
    return c.json(
      { problem: error.problem, detail: error.message },
      error.problem === "not-found" ? 404 : 400,
    );
  });
  for (const name of names) await pages.show(name, sites[name] ?? []);
  return pages;
}

/** One VEVENT; `lines` stand behind its UID, times and title. */
export function event(
  uid: string,
  given: { title?: string; start?: string; end?: string; lines?: readonly string[] } = {},
): string {
  const { title = "Title", start = ";TZID=Europe/Berlin:20260320T190000", end, lines = [] } = given;
  return [
    "BEGIN:VEVENT",
    `UID:${uid}`,
    "DTSTAMP:20260301T000000Z",
    `DTSTART${start}`,
    ...(end === undefined ? [] : [`DTEND${end}`]),
    `SUMMARY:${title}`,
    ...lines,
    "END:VEVENT",
  ].join("\r\n");
}

function calendar(events: readonly string[]): string {
  return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", ...events, "END:VCALENDAR", ""].join(
    "\r\n",
  );
}

function addressOf(name: string): string {
  return `https://${name.toLowerCase().replaceAll(/[^a-z]/g, "")}.example/feed.ics`;
}
