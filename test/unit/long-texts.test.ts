import { describe, expect, it } from "vitest";
import { scanEvents } from "../../src/core/ical/scan-events.ts";
import { guessZone } from "../../src/core/ical/zone-guess.ts";
import { line } from "../../src/serve/api/shapes.ts";
import { readPoint, readRadius } from "../../src/serve/feeds/near.ts";
import { withoutAddress } from "../../src/sinks/public-site.ts";
import { against } from "../support/threat.ts";

/** What goes back over so many characters once for each of them does not end while a test runs. */
const LONG = 400_000;
const spaces = " ".repeat(LONG);
const mixed = "A".repeat(LONG) + "a".repeat(LONG);

const slow = against(
  "bombs",
  "a text makes a regular expression go back over it, once for each of its characters",
  "no expression has two parts without end that take the same characters, one after the other",
);

describe("a long text that nearly fits", () => {
  it.each([
    ["a radius", () => readRadius(`1${spaces}x`)],
    ["a point", () => readPoint(`1${spaces}x`)],
  ])("is refused as %s", slow, (_, read) => {
    expect(read).toThrow("expected");
  });

  it.each([spaces, "(".repeat(LONG), `GMT${spaces}x`])("is no zone's name", slow, (tzid) => {
    expect(guessZone(tzid)).toBeNull();
  });

  it("is no line of the API where a control character ends it", slow, () => {
    expect(line(2 * LONG, "").safeParse(`${"a".repeat(LONG)}\n`).success).toBe(false);
  });

  it("is secret in a site's address, and is left out", slow, () => {
    const reason = withoutAddress(`/${mixed} is not there`, { url: `https://a.example/${mixed}` });
    expect(reason).toBe("… is not there");
  });
});

it(
  "A feed of many events without DTSTAMP is gone through once, not once for each of them",
  against(
    "bombs",
    "each event of a feed makes its scan look through all that follows",
    "it is looked once for each line",
  ),
  () => {
    const events = `\nBEGIN:VEVENT\n${"X".repeat(400)}\nEND:VEVENT\n`.repeat(100_000);
    expect([...scanEvents(Buffer.from(events))]).toHaveLength(100_000);
  },
);
