import { describe, expect, test } from "vitest";
import { createWorld } from "../world.ts";

function calendar(...lines: readonly string[]): string {
  const event = [
    "BEGIN:VEVENT",
    "DTSTAMP:20261101T000000Z",
    "DTSTART:20261224T183000Z",
    "SUMMARY:Carols",
    ...lines,
  ];
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//x//y//EN",
    ...event,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
}

function world(text: string) {
  const made = createWorld({ input: text });
  made.write("peers.yaml", 'node: { url: "https://a.example", name: A, timezone: Europe/Berlin }\n');
  return made;
}

describe("events add FILE enters by the four-attribute rule", () => {
  test("a new event, which gets its UID here", async () => {
    const { code, out } = await world(calendar()).discal("events", "add", "-", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ uid: expect.stringMatching(/^[0-9a-f]{32}@a\.example$/), revision: 0 });
  });

  test("an event with all four attributes, which is taken over as it is", async () => {
    const attributes = [
      "UID:1@b.example",
      "X-HOP:2",
      "X-REVISION:7",
      "X-REVISE-URL:https://b.example/revise",
    ];
    const { code, out } = await world(calendar(...attributes)).discal("events", "add", "-", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ uid: "1@b.example", revision: 7 });
  });

  test("and nothing else: what is missing is named, and what to do", async () => {
    const { code, err } = await world(calendar("UID:1@b.example")).discal("events", "add", "-");
    expect(code).toBe(2);
    expect(err).toContain("X-HOP is missing, X-REVISION is missing, X-REVISE-URL is missing");
    expect(err).toContain("discal import");
  });

  test("without a file, title and start must be given", async () => {
    const { code, err } = await world("").discal("events", "add", "--title", "Carols");
    expect(code).toBe(2);
    expect(err).toContain("--start is missing");
  });
});
