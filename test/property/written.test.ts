import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLog } from "../../src/cli/log.ts";
import { createOutput } from "../../src/cli/output.ts";
import { formatFacts, formatTable, notes } from "../../src/cli/table.ts";
import { composeEvent } from "../../src/core/ical/compose.ts";
import { unescapeText } from "../../src/core/ical/contentline.ts";
import { describe as describeEvent } from "../../src/core/ical/event.ts";
import { readLines } from "../../src/core/ical/lines.ts";
import { feedEnd, feedObject, feedStart, newFeedState } from "../../src/core/ical/write.ts";
import { DomainError } from "../../src/core/model/domain-error.ts";
import { createMetrics } from "../../src/serve/discovery/metrics.ts";
import { calendarFileName } from "../../src/serve/feeds/file-name.ts";
import { jsonLd } from "../../src/serve/web/json-ld.ts";
import { atomFeed } from "../../src/sinks/atom.ts";
import { segmentToUid, uidToSegment } from "../../src/sinks/event-path.ts";
import { element, xmlText } from "../../src/sinks/xml.ts";
import { problemAnswer } from "../../src/wire/problem.ts";
import type { EventRow } from "../../src/store/event-list.ts";
import { openPages } from "../support/pages.ts";
import { STEERS, steeringText } from "../support/steering-text.ts";
import { against } from "../support/threat.ts";

const RUNS = 300;
const holds = <T>(given: fc.Arbitrary<T>, rule: (value: T) => void): void =>
  fc.assert(fc.property(given, rule), { numRuns: RUNS });

const breaksOut = (where: string, defence: string) =>
  against("markup", `text breaks out of its line or value in ${where}`, defence);

/** Running text as iCalendar gives it back: line breaks of all kinds are one, and what has no place in it is gone. */
function asProse(text: string): string {
  return (
    text
      .toWellFormed()
      .replaceAll(/\r\n|[\r\u0085\u2028\u2029]/g, "\n")
      // oxlint-disable-next-line no-control-regex -- it is what is taken out
      .replaceAll(/[\0-\x08\x0b-\x1f\x7f]/g, "")
  );
}

const NODE = { url: "https://a.example", name: "A", timezone: "Europe/Berlin", sample: false };
const DRAFT = {
  uid: "1@a.example",
  title: "Title",
  start: "2026-03-16T19:00",
  end: null,
  zone: null,
  allDay: false,
  location: null,
  description: null,
  url: null,
  tags: [],
  dtstamp: 0,
  reviseUrl: "https://a.example/discal/revise",
};
const { text: EVENT } = composeEvent(DRAFT);
const WINNER = composeEvent(DRAFT);

function rowOf(text: string): EventRow {
  const event = { ...describeEvent(EVENT), title: text, location: text, description: text, organizer: text };
  const occurrence = {
    start: 0,
    end: 0,
    localStart: "2026-03-16T19:00:00",
    localEnd: "2026-03-16T19:00:00",
    zone: null,
    allDay: false,
    cancelled: false,
    title: null,
    location: null,
  };
  return { event, occurrence, sites: [text], tags: [text], notInFeed: false };
}

describe("whatever text is written", () => {
  it(
    "into a feed comes back from it, and adds no line to it, whatever a reader takes for one",
    breaksOut("a calendar", "one writer escapes, folds and refuses controls"),
    () => {
      const write = (text: string, description: string, tag: string) => {
        const state = newFeedState();
        const head = feedStart({ name: text, url: "https://a.example/feed.ics", description });
        return head + feedObject({ version: WINNER, changedAt: 0, tags: [tag] }, state) + feedEnd(state);
      };
      const plain = readLines(write("x", "x", "x")).length;
      holds(fc.tuple(steeringText, steeringText, steeringText), ([name, description, tag]) => {
        const feed = write(name, description, tag);
        const lines = readLines(feed);
        const said = (property: string) =>
          lines
            .filter(({ text }) => text.startsWith(`${property}:`))
            .map(({ text }) => unescapeText(text.slice(property.length + 1)));
        expect([said("NAME"), said("X-WR-CALNAME")]).toEqual([[asProse(name)], [asProse(name)]]);
        expect(said("DESCRIPTION")).toEqual([asProse(description)]);
        expect(said("X-DISCAL-TAG")).toEqual([asProse(tag)]);
        expect(lines.length).toBe(plain);
        expect(
          feed
            .replaceAll("\r\n", "\n")
            .split(/[\n\r\v\f\u0085\u2028\u2029]/)
            .filter((line) => !/^ |^[A-Z-]+[:;]|^$/.test(line)),
        ).toEqual([]);
      });
    },
  );

  it(
    "into an event comes back from it, or is refused",
    breaksOut("an event", "controls are refused with the field's name"),
    () => {
      const lines = readLines(EVENT).length;
      holds(steeringText, (text) => {
        try {
          const version = composeEvent({ ...DRAFT, title: text, location: text, description: text });
          const { title, location, description } = describeEvent(version.text);
          expect([title, location, description]).toEqual([
            asProse(text).trim(),
            asProse(text).trim(),
            asProse(text).trim(),
          ]);
          expect(readLines(version.text).length).toBe(lines + 2);
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          expect(error.problem).toBe("invalid");
        }
      });
    },
  );

  it(
    "into XML comes back from it, and adds no element",
    breaksOut("an Atom feed", "every character that means something is a reference"),
    () => {
      const back = (xml: string) =>
        xml.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
      // oxlint-disable-next-line no-control-regex -- XML 1.0 has no room for them
      const asXml = (text: string) =>
        text.toWellFormed().replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]/g, "");
      const names = (xml: string) => xml.match(/<[/?!]?[a-z:]*/gi);
      const heading = {
        subtitle: "x",
        url: "https://a.example/feed.atom",
        html: "https://a.example/",
        updated: 0,
      };
      const from = { timezone: "UTC", today: Temporal.PlainDate.from("2026-03-16"), day: null };
      const write = (text: string) =>
        atomFeed(
          { ...heading, title: text },
          [{ row: rowOf(text), published: 0, updated: 0 }],
          { ...NODE, name: text },
          from,
        );
      const plain = names(write("x"));
      holds(steeringText, (text) => {
        expect(back(xmlText(text))).toBe(asXml(text));
        expect(element("a", { b: text }, text).match(/[<>"]/g)).toEqual(["<", '"', '"', ">", "<", ">"]);
        expect(names(write(text))).toEqual(plain);
      });
    },
  );

  it(
    "into linked data comes back from it, and cannot end its block",
    breaksOut("linked data", "no < in JSON within a page"),
    async () => {
      await fc.assert(
        fc.asyncProperty(steeringText, async (text) => {
          const { event, occurrence } = rowOf(text);
          const when = {
            text: "",
            zone: null,
            here: null,
            start: occurrence.localStart,
            end: occurrence.localEnd,
          };
          const block = String(
            await jsonLd({
              event,
              title: text,
              location: `x${text}`,
              cancelled: false,
              tags: [text],
              when,
              url: "https://a.example",
            }),
          );
          const json = /^<script type="application\/ld\+json">([^<]*)<\/script>$/.exec(block)?.[1] ?? "";
          const { name, location } = JSON.parse(json) as {
            name: string;
            location: { name?: string; url?: string };
          };
          expect([name, location.name ?? location.url]).toEqual([text, `x${text}`]);
        }),
        { numRuns: RUNS },
      );
    },
  );

  it("into a path comes back from it", () => {
    holds(
      steeringText.filter((text) => text !== "" && text.isWellFormed()),
      (uid) => {
        expect(uidToSegment(uid)).toMatch(/^[A-Za-z0-9@._~-]+$/);
        expect(segmentToUid(uidToSegment(uid))).toBe(uid);
      },
    );
  });

  it(
    "into a header is one line of it",
    breaksOut("a header", "names of files are slugs, addresses percent-encoded, cookies none"),
    async () => {
      await using pages = await openPages({ Club: [] });
      await fc.assert(
        fc.asyncProperty(steeringText, async (text) => {
          expect(calendarFileName(text)).toMatch(/^[a-z0-9-]{1,60}\.ics$/);
          const said = encodeURIComponent(text.toWellFormed());
          for (const path of [
            `/?q=&tag=${said}`,
            `/events.json?tag=${said}&limit=1`,
            `/feed.ics?tag=${said}`,
            `/events/${said}`,
            `/${said}`,
          ]) {
            const { headers, status } = await pages.get(path);
            expect(status).toBeLessThan(500);
            for (const [, value] of headers) expect(value).not.toMatch(STEERS);
            expect(headers.get("Set-Cookie")).toBeNull();
          }
        }),
        { numRuns: 60 },
      );
    },
  );

  it("into a problem document comes back from it", async () => {
    await fc.assert(
      fc.asyncProperty(steeringText, async (text) => {
        const answer = problemAnswer(new DomainError("invalid", text, { parameter: text }), 400);
        expect(await answer.json()).toMatchObject({ detail: text, details: { parameter: text } });
      }),
      { numRuns: RUNS },
    );
  });

  it(
    "into the log comes back from it, is one line, and steers no terminal",
    breaksOut("the log", "JSON, with an escape for every control"),
    () => {
      holds(fc.tuple(steeringText, steeringText), ([text, other]) => {
        const lines: string[] = [];
        const log = createLog("debug", { write: (line) => void lines.push(line) });
        log.info({ path: text, err: new DomainError("invalid", other), [text]: 1 }, text);
        expect(lines.length).toBe(1);
        expect(lines[0]?.replace(/\n$/, "")).not.toMatch(STEERS);
        const said = JSON.parse(lines[0] ?? "") as { msg: string; path: string; err: { message: string } };
        if (
          !["path", "err", "msg", "level", "time"].includes(text) &&
          !/^(?:token|cookie|secret|password)$/i.test(text)
        )
          expect([said.msg, said.path, said.err.message]).toEqual([text, text, other]);
      });
    },
  );

  it(
    "on the command line is a line of its table, and steers no terminal; as JSON it comes back",
    breaksOut("the command line", "one door for all that commands say"),
    () => {
      const column = (title: string) => ({ title, value: (text: string) => text });
      holds(
        fc.tuple(steeringText, steeringText, fc.constantFrom(40, 100, Number.POSITIVE_INFINITY)),
        ([text, other, width]) => {
          const rows = [`a${text}`, `b${other}`];
          expect(
            formatTable(rows, [column("TITLE")], width)
              .trimEnd()
              .split("\n").length,
          ).toBe(3);
          expect(formatFacts([["label", `a${text}`]], width).split("\n").length).toBe(2);
          expect(notes([[`a${text}`, other]]).split("\n").length).toBe(3);
          for (const json of [true, false]) {
            let said = "";
            const terminal = { write: (some: string) => void (said += some), isTTY: true, columns: 80 };
            createOutput(terminal, json)({ [text]: other }, () => `Entered ${text}, ${other}`);
            expect(said).not.toMatch(STEERS);
            if (json) expect(JSON.parse(said)).toEqual(JSON.parse(JSON.stringify({ [text]: other })));
          }
        },
      );
    },
  );

  it(
    "into a figure's label is a part of its line",
    breaksOut("the metrics", "labels are quoted"),
    async () => {
      await fc.assert(
        fc.asyncProperty(steeringText, async (text) => {
          const lag = {
            siteId: 1,
            url: text,
            cursor: 0,
            backlog: 1,
            failures: 0,
            nextTry: null,
            lastSuccess: null,
            lastError: null,
            exceptions: 0,
            stopped: false,
            circuit: "closed",
            dormant: false,
          } as const;
          const store = {
            statistics: async () => ({ events: 0, versions: 0, conflicts: 0, bytes: 0, lastChange: 0 }),
            registry: { all: async () => [], health: async () => [] },
            deliveries: { lag: async () => [lag] },
          };
          const metrics = createMetrics({ store: store as never, version: "1" });
          const { body } = await metrics.text();
          const line = body.split("\n").filter((each) => each.startsWith("discal_peer_backlog{"));
          expect(line.length).toBe(1);
          const label = /^discal_peer_backlog\{peer="((?:[^"\\]|\\.)*)"\} 1$/s.exec(line[0] ?? "")?.[1] ?? "";
          expect(label.replaceAll(/\\(.)/g, (_, each: string) => (each === "n" ? "\n" : each))).toBe(text);
        }),
        { numRuns: 60 },
      );
    },
  );
});
