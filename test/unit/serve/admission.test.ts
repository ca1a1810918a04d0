import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { DomainError } from "../../../src/core/model/domain-error.ts";
import { admission } from "../../../src/serve/admission.ts";
import { against } from "../../support/threat.ts";

/** An app that answers everything it lets in; the answer is the status, or what the refusal says. */
function app({ delay = () => 0, proxies = [] }: { delay?: () => number; proxies?: readonly string[] } = {}) {
  let now = 0;
  const routes = new Hono()
    .use(admission({ perMinute: 3, proxies, delay }, () => now))
    .all("*", (c) => c.text("let in"));
  routes.onError((error, c) =>
    error instanceof DomainError ? c.text(`${error.problem} ${error.details["seconds"]}`) : c.text("broken"),
  );
  return {
    ask: async (path: string, caller: string | null, headers: Record<string, string> = {}) => {
      const answer = await routes.fetch(new Request(`https://a.example${path}`, { headers }), { caller });
      return answer.text();
    },
    wait: (ms: number) => {
      now += ms;
    },
  };
}

describe("who asks too much", () => {
  it.each([
    ["203.0.113.5", "203.0.113.5", "203.0.113.6"],
    ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"],
  ])(
    "is refused by address, %s, and all others are answered",
    against("load", "one address asks without end", "429 with Retry-After after 600 requests a minute"),
    async (first, same, other) => {
      const { ask, wait } = app();
      for (let n = 0; n < 3; n += 1) expect(await ask("/", first)).toBe("let in");
      expect(await ask("/feed.ics", same)).toBe("too-many 20");
      expect(await ask("/", other)).toBe("let in");
      expect(await ask("/healthz", first)).toBe("let in");
      wait(20_000);
      expect(await ask("/", first)).toBe("let in");
    },
  );

  it.each([[null], ["127.0.0.1"], ["10.1.2.3"], ["::1"], ["fd00::1"], ["203.0.113.5"]])(
    "is not refused where behind its address, %s, may be everybody",
    async (address) => {
      const { ask } = app({ proxies: ["203.0.113.0/24"] });
      for (let n = 0; n < 9; n += 1) expect(await ask("/", address)).toBe("let in");
    },
  );
});

it(
  "counts together all who make up, behind a proxy, for whom it asks",
  against(
    "load",
    "whoever asks sends a header of proxies that contradicts the real one",
    "they are counted as one",
  ),
  async () => {
    const { ask } = app({ proxies: ["127.0.0.1"] });
    const [real, madeUp] = [{ "X-Forwarded-For": "203.0.113.5" }, { Forwarded: "for=1.2.3.4" }];
    for (let n = 0; n < 3; n += 1) expect(await ask("/", "127.0.0.1", { ...real, ...madeUp })).toBe("let in");
    expect(await ask("/", "127.0.0.1", { ...real, Forwarded: "for=1.2.3.5" })).toBe("too-many 20");
    // A proxy that names nobody, and whoever it tells of.
    expect(await ask("/", "127.0.0.1")).toBe("let in");
    expect(await ask("/", "203.0.113.5", real)).toBe("let in");
  },
);

describe("where more waits than can be done", () => {
  it.each([
    [0, "let in", "let in"],
    [150, "unavailable 10", "let in"],
    [300, "unavailable 10", "unavailable 10"],
  ])(
    "for %i ms, nodes are put off before people",
    against(
      "load",
      "more work comes than the node can do",
      "503 for nodes from turns of 100 ms on, for people from 300 ms",
    ),
    async (delay, nodes, people) => {
      const { ask } = app({ delay: () => delay });
      expect(await ask("/discal/enter-event", null)).toBe(nodes);
      expect(await ask("/events", null)).toBe(people);
      expect(await ask("/readyz", null)).toBe("let in");
    },
  );
});
