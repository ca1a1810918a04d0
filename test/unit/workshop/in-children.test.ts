import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createWorkshop } from "../../../src/workshop/in-children.ts";
import { createWorkshopHere } from "../../../src/workshop/in-process.ts";
import type { FeedPart } from "../../../src/workshop/read-feed.ts";
import type { Workshop } from "../../../src/workshop/workshop.ts";
import { bombCalendar } from "../../support/bombs.ts";
import { vcalendar, vevent } from "../../support/calendar-text.ts";
import { against } from "../../support/threat.ts";

const feed = (body: string) => ({
  body: new TextEncoder().encode(body),
  name: "hostile.example",
  fqdn: "hostile.example",
  source: "0123456789abcdef",
  reviseUrl: "https://node.example/discal/revise",
  allow: [],
  seen: new Map<string, string>(),
});
/** Too long to be read in this process. */
const LARGE = vcalendar(
  ...Array.from({ length: 300 }, (_, n) =>
    vevent(`${n}@x`, `SUMMARY:Event ${n}`, `DESCRIPTION:${"text ".repeat(80)}`),
  ).flat(),
);
const WINDOW = { from: Date.UTC(2026, 0), to: Date.UTC(2028, 0), timezone: "Europe/Berlin" };

async function partsOf(workshop: Workshop, body: string): Promise<readonly FeedPart[]> {
  return Array.fromAsync(workshop.readFeed(feed(body)));
}

describe("a workshop of child processes", () => {
  it("makes what one in this process makes, part by part", async () => {
    await using there = createWorkshop();
    await using here = createWorkshopHere();
    const made = await partsOf(there, LARGE);
    expect(made).toEqual(await partsOf(here, LARGE));
    expect(made.length).toBeGreaterThan(6);
    const dense = { text: bombCalendar("a rule of every second", "1@x"), window: WINDOW };
    expect(await there.expand(dense)).toEqual(await here.expand(dense));
  });

  it("tells what is no calendar as it would be told here", async () => {
    await using there = createWorkshop();
    const read = partsOf(there, `<html>${"x".repeat(70_000)}`);
    await expect(read).rejects.toMatchObject({
      problem: "invalid",
      message: /^hostile.example is no calendar/,
    });
  });

  it(
    "lives on where a child runs out of memory, says so, and does the next task",
    against("bombs", "a task takes all memory", "it runs in a child process with a cap, which dies alone"),
    async () => {
      await using there = createWorkshop({ memory: 24, deadline: 20_000 });
      const heavy = vcalendar(
        ...vevent("1@x", Array.from({ length: 600_000 }, (_, n) => `X-${n}:${n}`).join("\r\n")),
      );
      const refusal = { problem: "too-large", details: { rule: "too-much-work" } };
      await expect(partsOf(there, heavy)).rejects.toMatchObject(refusal);
      expect(await partsOf(there, LARGE)).toHaveLength(7);
    },
  );

  it(
    "kills a child that takes too long",
    against("bombs", "a task never ends", "its child process is killed at a deadline"),
    async () => {
      await using there = createWorkshop({ memory: 256, deadline: 1 });
      // The next one gets another child, not the one that is about to die.
      for (let n = 0; n < 5; n += 1)
        await expect(partsOf(there, LARGE)).rejects.toThrow(/longer than 0.001 s .*too-much-work/);
    },
  );

  it(
    "kills a child whose parts together take too long",
    {
      timeout: 60_000,
      ...against(
        "bombs",
        "a feed takes almost a minute for each of its thousand parts",
        "its child process is killed at a deadline for the whole, 5 minutes",
      ),
    },
    async () => {
      const events = Array.from({ length: 20_000 }, (_, n) => vevent(`${n}@x`).join("\r\n"));
      const many = vcalendar(events.join("\r\n"));
      // No part takes longer than the first one, and all of them together take twice as long.
      await using patient = createWorkshop();
      const begun = performance.now();
      for await (const part of patient.readFeed(feed(many))) if (part.kind === "head") break;
      const whole = 1.6 * (performance.now() - begun);
      await using there = createWorkshop({ whole });
      await expect(partsOf(there, many)).rejects.toThrow(`longer than ${whole / 1000} s`);
    },
  );

  it(
    "holds no body that it has handed to a child",
    against(
      "load",
      "many large feeds are read at once",
      "a body is sent from where it lies, and is free once it was sent",
    ),
    async () => {
      await using there = createWorkshop();
      const order = feed(LARGE);
      for await (const part of there.readFeed(order)) if (part.kind === "head") break;
      expect(order.body.byteLength).toBe(0);
    },
  );

  it("tells that a task takes its time, also of one that waits for a child", async () => {
    await using there = createWorkshop({}, 1);
    const slow: number[] = [];
    const tasks = [1, 2, 3].map((n) => Array.fromAsync(there.readFeed(feed(LARGE), () => slow.push(n))));
    await Promise.all(tasks);
    expect(slow.toSorted()).toEqual([1, 2, 3]);
  });

  it("gives up what it is at where it is closed, and says that this is why", async () => {
    const there = createWorkshop();
    const parts = there.readFeed(feed(LARGE))[Symbol.asyncIterator]();
    await parts.next();
    const next = parts.next();
    const [given] = await Promise.allSettled([next, there[Symbol.asyncDispose]()]);
    expect(given).toMatchObject({ status: "rejected", reason: { name: "AbortError" } });
  });

  it(
    "gives up what waits for a child where it is closed, and starts none any more",
    against(
      "bombs",
      "a node is closed while many large feeds wait",
      "all are given up at once, and no process stays",
    ),
    async () => {
      const there = createWorkshop();
      const tasks = Array.from({ length: 6 }, () => partsOf(there, LARGE));
      const given = Promise.allSettled(tasks);
      await setImmediate();
      await there[Symbol.asyncDispose]();
      const reasons = (await given).map((each) => each.status === "rejected" && each.reason.name);
      expect(reasons).toEqual(tasks.map(() => "AbortError"));
    },
  );

  it(
    "does nothing itself that may be costly although it is short",
    against(
      "bombs",
      "a small feed of costly rules is looked at, or a long object listed",
      "a child process does it",
    ),
    async () => {
      // A deadline that holds for children alone.
      await using there = createWorkshop({ memory: 256, deadline: 1 });
      const small = vcalendar(...vevent("1@x"));
      const survey = { ...feed(small), now: WINDOW.from, timezone: WINDOW.timezone };
      await expect(Array.fromAsync(there.surveyFeed(survey))).rejects.toThrow("too-much-work");
      const long = vcalendar(...vevent("1@x", `DESCRIPTION:${"x".repeat(20_000)}`));
      await expect(there.expand({ text: long, window: WINDOW })).rejects.toThrow("too-much-work");
      expect(await there.expand({ text: small, window: WINDOW })).toMatchObject({ problem: null });
    },
  );

  it("lets a task be broken off, and its child take the next one", async () => {
    await using there = createWorkshop();
    for await (const part of there.readFeed(feed(LARGE))) if (part.kind === "head") break;
    expect(await partsOf(there, LARGE)).toHaveLength(7);
  });
});
