import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { escapeText } from "../../src/core/ical/contentline.ts";
import type { Node } from "../../src/node.ts";
import { listen } from "../../src/serve/listen.ts";
import { pageHeaders } from "../../src/serve/web/headers.ts";
import { uidToSegment } from "../../src/sinks/event-path.ts";
import { vcalendar, vevent } from "../support/calendar-text.ts";
import { type Cluster, createCluster } from "../support/cluster.ts";
import { injections, type Injection } from "../support/injections.ts";
import { pathsOf } from "../support/paths.ts";
import { against } from "../support/threat.ts";
import { openBrowser } from "./browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

/** What stands in every page before anything else: it tells what runs, and what the policy of the page stops. */
const WITNESS = `(() => {
  globalThis.hit = (number) => console.debug("ran " + number);
  globalThis.alert = () => console.debug("ran an alert");
  addEventListener("securitypolicyviolation", ({ violatedDirective, sample, blockedURI }) =>
    console.debug("stopped " + violatedDirective + " " + blockedURI + " " + sample));
})()`;

/** Touches all that waits to be touched. */
const TOUCH = `(() => {
  for (const each of document.querySelectorAll("*")) {
    for (const type of ["mouseover", "focus", "focusin", "toggle"]) each.dispatchEvent(new Event(type));
    const target = each.getAttribute("href") ?? each.getAttribute("action") ?? each.getAttribute("formaction");
    if (target !== null && !/^(\\/|#|https?:|webcal:)/.test(target)) each.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  }
})()`;

/** What of a document is not markup of this node's own. */
const FOREIGN = `(() => {
  const own = "a article aside b body button code data dd details div dl dt fieldset footer form h1 h2 h3 h4 head header hr html img input label legend li link main meta nav ol option p pre s script section select span strong summary table tbody td th thead time title tr ul em small".split(" ");
  const page = document;
  // Text, JSON and XML are shown by markup of the browser's own.
  if (page.contentType !== "text/html") return [];
  return [...page.querySelectorAll("*")].flatMap((each) => {
    const name = each.localName;
    const wrong = [...each.attributes].filter(({ name, value }) =>
      /^on|^style$|^srcdoc$|^formaction$/.test(name) ||
      (/^(href|src|action|cite|data|poster)$/.test(name) && !/^(\\/|#|https?:\\/\\/|webcal:\\/\\/|data:image\\/svg\\+xml,%3Csvg xmlns=)/.test(value)));
    const strange = !own.includes(name) || each.namespaceURI !== "http://www.w3.org/1999/xhtml" ||
      (name === "script" && each.type !== "application/ld+json") || (name === "meta" && each.httpEquiv !== "");
    return [...(strange ? ["<" + name + ">"] : []), ...wrong.map(({ name: attribute, value }) => name + " " + attribute + "=" + value)];
  });
})()`;

interface Watch extends AsyncDisposable {
  readonly context: BrowserContext;
  /** `ran 3`, `stopped script-src-elem inline`. */
  readonly seen: string[];
}

/** A browser that tells what runs; nothing on other sites is there, but it is noted that it was asked for. */
async function watch(origin: string): Promise<Watch> {
  const context = await browser.newContext();
  const seen: string[] = [];
  await context.addInitScript(WITNESS);
  context.on("console", (message) => {
    if (/^(ran|stopped) /.test(message.text())) seen.push(message.text());
  });
  await context.route(
    (url) => /^https?:$/.test(url.protocol) && url.origin !== origin,
    (route) => {
      // Pictures of events are on other sites: all else that is asked for there is a fault.
      if (route.request().resourceType() !== "image") seen.push(`ran to ${route.request().url()}`);
      return route.abort();
    },
  );
  return { context, seen, [Symbol.asyncDispose]: () => context.close() };
}

/** Opens each address in a few tabs at a time; `look` is given what is foreign in the document. */
async function openAll(
  { context }: Watch,
  addresses: readonly string[],
  look: (foreign: readonly string[], address: string) => void,
): Promise<void> {
  const left = addresses.toReversed();
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      const page = await context.newPage();
      for (let address = left.pop(); address !== undefined; address = left.pop()) {
        await page.goto(address, { waitUntil: "domcontentloaded" });
        const touched = page.evaluate(TOUCH).then(() => page.evaluate<string[]>(FOREIGN));
        look(await touched.catch(() => ["something leads away from the page"]), address);
      }
    }),
  );
}

/** What is foreign in each of these documents, as the parser of the browser reads them. */
const FOREIGN_IN = `(bodies) => bodies.map((body) => (${FOREIGN.replaceAll("document", "new DOMParser().parseFromString(body, 'text/html')")}))`;

/** Frames of slow machines take their time, ms. */
const QUIET = 4_000;

/** Waits until nothing has happened for a while. */
async function untilQuiet(page: Page, { seen }: Watch): Promise<void> {
  for (let before = -1; before < seen.length;) {
    before = seen.length;
    await page.waitForTimeout(QUIET);
  }
}

const POLICY = pageHeaders["Content-Security-Policy"] ?? "";

/** A policy that lets its page stand in a frame. */
function framed(policy: string): string {
  return policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'");
}

/** A page that escapes nothing. */
function careless({ text, way }: Injection): string {
  const frame = way === "a URL" ? `<iframe src="${text}"></iframe>` : "";
  return `<!doctype html><title>x</title><p title="${text}">${text}</p><p title='${text}'></p><a href="${text}">x</a><a href=${text}>x</a>${frame}<script type="application/ld+json">{"name":"${text}"}</script>`;
}

describe("what foreign text would have a browser run", () => {
  it(
    "is stopped by the policy of pages where nothing escapes it, and runs where nothing stops it",
    against("markup", "a page forgets to escape", "a strict content security policy on every page"),
    async ({ task }) => {
      const server = createServer((request, response) => {
        const { pathname, searchParams } = new URL(request.url ?? "/", "http://a.example");
        const numbers = injections.map(({ number }) => number);
        const frames = numbers.map((n) => `<iframe src="${pathname}/frame?n=${n}"></iframe>`);
        const number = searchParams.get("n");
        const injection = injections[Number(number ?? "none")];
        // What an injection asks for beside it is not there: a frame in a frame would have no end.
        if (injection === undefined && pathname !== "/bare" && pathname !== "/guarded")
          return response.writeHead(404).end();
        response.writeHead(200, {
          "Content-Type": "text/html; charset=utf-8",
          ...(pathname === "/guarded/frame" && { "Content-Security-Policy": framed(POLICY) }),
        });
        return response.end(injection === undefined ? frames.join("") : careless(injection));
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const run = async (path: string) => {
        await using watched = await watch(origin);
        const page = await watched.context.newPage();
        await page.goto(origin + path, { waitUntil: "commit" });
        await untilQuiet(page, watched);
        // A frame that is on its way elsewhere answers never.
        const touched = page.frames().map((frame) => frame.evaluate(TOUCH).catch(() => {}));
        await Promise.race([Promise.all(touched), page.waitForTimeout(QUIET)]);
        await untilQuiet(page, watched);
        const told = (word: string) => watched.seen.filter((each) => each.startsWith(word));
        return { ran: new Set(told("ran ")).size, stopped: told("stopped ").length };
      };
      try {
        const [bare, guarded] = [await run("/bare"), await run("/guarded")];
        expect(bare.ran).toBeGreaterThan(100);
        expect(guarded.ran).toBe(0);
        expect(guarded.stopped).toBeGreaterThan(100);
        task.meta.figure = `${injections.length} injections, ${bare.ran} run unescaped, 0 under the policy`;
      } finally {
        server.close();
        server.closeAllConnections();
      }
    },
  );

  it(
    "is text on every page, in every property, and leaves the policy nothing to stop",
    against(
      "markup",
      "somebody's text is a script, in any property and on any page",
      "every template escapes; only web addresses become links",
    ),
    async ({ task }) => {
      await using cluster = await createCluster({ push: { a: ["b"] } });
      const node = cluster.node("a");
      await fill(cluster);
      await using server = await listen((request) => node.fetch(request), { host: "127.0.0.1", port: 0 });
      const origin = `http://127.0.0.1:${server.port}`;
      const { paths, opened } = await pages(node);
      await using watched = await watch(origin);
      const faults = new Map<string, string>();
      const note = (foreign: readonly string[] | undefined, address: string | undefined) => {
        for (const each of foreign ?? []) if (!faults.has(each)) faults.set(each, address ?? "");
      };
      await openAll(
        watched,
        opened.map((path) => origin + path),
        note,
      );
      const reader = await browser.newPage();
      for (const some of chunks(paths, 100)) {
        const bodies = await Promise.all(
          some.map(async (path) =>
            (
              await node.fetch(
                new Request(`https://a.node.example${path}`, { headers: { Accept: "text/html" } }),
              )
            ).text(),
          ),
        );
        const found = await reader.evaluate<string[][]>(`(${FOREIGN_IN})(${JSON.stringify(bodies)})`);
        for (const [n, foreign] of found.entries()) note(foreign, some[n]);
      }
      expect([...faults]).toEqual([]);
      expect(watched.seen).toEqual([]);
      task.meta.figure = `${injections.length} injections, ${paths.length} pages, 0 run, 0 left to the policy`;
    },
  );
});

function chunks<Each>(all: readonly Each[], size: number): readonly (readonly Each[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}

const START = `DTSTART:${new Date().getUTCFullYear() + 1}0316T190000Z`;

/** Every text that foreign sites, or people with a token, can say, with each injection in it. */
async function fill(cluster: Cluster): Promise<void> {
  const node = cluster.node("a");
  const { commons, calendars, registry } = node.store;
  for (const { number, text } of injections) {
    const name = text.slice(0, 100);
    const { siteId } = await node.importFile(`${number} ${name}`, calendarOf(number, text));
    if (number % 2 === 0) await registry.suspend(siteId, text, cluster.now());
    const slug = `c-${number}`;
    await calendars.save({ slug, title: text, description: text, filter: { tags: [text] }, changedAt: 0 });
    const winner = (await commons.get(uidOf(number)))?.winner;
    if (winner === null || winner === undefined) throw new Error(`${text} is not taken`);
    const digest = number.toString(16).padStart(64, "0");
    const rival = { ...winner, by: "person" as const, source: null, digest, c1: digest };
    await commons.apply([{ version: rival, siteId: null, enteredBy: text }], cluster.now());
  }
}

function calendarOf(number: number, text: string): string {
  const said = escapeText(text);
  const quoted = text.replaceAll('"', "'");
  const lines = [
    START,
    ...["SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "COMMENT", "CONTACT", "RESOURCES"].map(
      (name) => `${name}:${said}`,
    ),
    `DESCRIPTION;ALTREP="${quoted}":<p>${said}</p>`,
    ...["URL", "ATTACH", "IMAGE;VALUE=URI", "CONFERENCE;VALUE=URI", "SOURCE;VALUE=URI"].map(
      (name) => `${name}:${text}`,
    ),
    `ATTACH;FMTTYPE=image/png:https://a.example/${text}`,
    `ORGANIZER;CN="${quoted}":mailto:${text}`,
    `ATTENDEE;CN="${quoted}":mailto:${text}`,
    `X-ALT-DESC;FMTTYPE=text/html:${said}`,
    `X-NOTE;X-PARAMETER="${quoted}":${text}`,
    `COLOR:${said}`,
    `STATUS:${said}`,
    `GEO:${said}`,
  ];
  return vcalendar(
    `NAME:${said}`,
    `X-WR-CALNAME:${said}`,
    ...vevent(uidOf(number), ...lines),
    ...vevent(`${text}@a.example`.slice(0, 200), START, `SUMMARY:${said}`),
    ...vevent(`broken-${number}@a.example`, `DTSTART:${text}`),
    `BEGIN:VTODO`,
    `UID:${text}`,
    "END:VTODO",
  );
}

function uidOf(number: number): string {
  return `injection-${number}@a.example`;
}

interface Pages {
  /** Everything in HTML that a node says to known addresses, and to those that somebody made up. */
  readonly paths: readonly string[];
  /** What is opened in the browser: of each kind of page, and of each injection. */
  readonly opened: readonly string[];
}

async function pages(node: Node): Promise<Pages> {
  const uids = (await node.store.commons.published({ after: "", limit: 1000, tombstonesSince: 0 })).map(
    ({ version }) => version.uid,
  );
  const sites = (await node.store.registry.all()).map(({ id }) => `/sites/${id}`);
  const values = { uid: [uidOf(0)], file: [`${uidOf(0)}.ics`], name: ["x"], slug: ["c-0", "none"] };
  const kinds = pathsOf(node.routes, { ...values, segment: [uidOf(0), "none"] });
  const events = uids.map((uid) => `/events/${uidToSegment(uid)}`);
  const made = injections.map(({ number, text }) => {
    const said = encodeURIComponent(text.toWellFormed());
    return [
      `/?q=${said}&tag=${said}&place=${said}`,
      `/calendars/c-${number}`,
      `/?near=${said}`,
      `/?from=${said}`,
      `/?cursor=${said}`,
      `/subscribe?q=${said}&tag=${said}&place=${said}`,
      `/events.json?${said}=${said}`,
      ...["/events", "/calendars", "/sites", "/api/v1/events", ""].map((path) => `${path}/${said}`),
    ];
  });
  const own = injections.map(({ number }) => `/events/${uidOf(number)}`);
  const shown = await Promise.all(
    [...kinds, ...events, ...sites, ...made.flat()].map(async (path) => ({
      path,
      type: await typeOf(node, path),
    })),
  );
  const seen = new Map(shown.map(({ path, type }) => [path, type]));
  const show = (type: RegExp, paths: readonly string[]) =>
    paths.filter((path) => type.test(seen.get(path) ?? ""));
  return {
    paths: show(/html/, [...seen.keys()]),
    opened: [
      ...show(/html|json|xml|text\/plain/, [...kinds, ...own, ...(made[0] ?? [])]),
      ...(await agenda(node)),
    ],
  };
}

/** The agenda, page by page. */
async function agenda(node: Node): Promise<readonly string[]> {
  const found: string[] = [];
  for (let path: string | undefined = "/?from=2000-01-01"; path !== undefined;) {
    found.push(path);
    const page = await (await node.fetch(new Request(`https://a.node.example${path}`))).text();
    path = /rel="next" href="([^"]+)"/.exec(page)?.[1]?.replaceAll("&amp;", "&");
  }
  return found;
}

async function typeOf(node: Node, path: string): Promise<string> {
  const accept = { Accept: "text/html" };
  const { headers } = await node.fetch(new Request(`https://a.node.example${path}`, { headers: accept }));
  return headers.get("Content-Type") ?? "";
}
