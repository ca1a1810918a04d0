import { describe, expect, it } from "vitest";
import { semanticDigest } from "../../../../src/core/ical/digest.ts";
import { readObject, splitCalendars, wireText } from "../../../../src/core/ical/object.ts";
import { DomainError } from "../../../../src/core/model/domain-error.ts";
import { DISCAL, vcalendar, vevent, vtimezone } from "../../../support/calendar-text.ts";

function taken(text: string) {
  const read = readObject(text);
  if (!("version" in read)) throw new Error(`refused: ${read.reason}`);
  return read.version;
}

const event = vevent("a", "SUMMARY:x", ...DISCAL);
const override = vevent("a", "RECURRENCE-ID:20260317T190000Z", ...DISCAL);

describe("splitting a push into calendars", () => {
  it("gives each as it came", () => {
    const [one, two] = [vcalendar(...event), vcalendar(...event).replaceAll("\r\n", "\n")];
    expect(splitCalendars(`\ufeff${one}\r\n${two}`)).toEqual([`\ufeff${one}\r\n`, two]);
  });

  it.each([
    ["", "invalid"],
    ["hello", "invalid"],
    [`hello\r\n${vcalendar()}`, "invalid"],
    [vcalendar().repeat(51), "too-large"],
  ])("refuses %j whole", (body, problem) => {
    expect(() => splitCalendars(body)).toThrow(DomainError);
    expect(() => splitCalendars(body)).toThrow(expect.objectContaining({ problem }));
  });

  it("takes up to 50", () => {
    expect(splitCalendars(vcalendar().repeat(50))).toHaveLength(50);
  });
});

describe("reading an object as nodes send it", () => {
  it("takes it over, byte for byte but for the hop and the signature", () => {
    const lines = [...vtimezone("Europe/Vienna"), ...event, ...override];
    const version = taken(vcalendar("X-DISCAL-SIG:aGVsbG8=", "X-OWN:1", ...lines));
    expect(version.text).toBe(vcalendar("X-OWN:1", ...lines.filter((line) => !line.startsWith("X-HOP"))));
    expect(version).toMatchObject({
      uid: "a",
      class: "open",
      hop: 0,
      revision: 1,
      reviseUrl: "https://a.example/discal/revise",
      by: "person",
      source: null,
      signature: "aGVsbG8=",
      digest: semanticDigest(version.text),
    });
  });

  it("knows a feed's version and a deletion", () => {
    const lines = vevent(
      "a",
      ...DISCAL,
      "X-DISCAL-BY:feed",
      "X-DISCAL-SOURCE:0123456789abcdef",
      "X-DELETED:TRUE",
      "STATUS:CANCELLED",
    );
    expect(taken(vcalendar(...lines.filter((line) => !line.startsWith("DTSTART"))))).toMatchObject({
      by: "feed",
      source: "0123456789abcdef",
      deleted: true,
      cancelled: true,
    });
  });

  it("takes attendees and annotations out of an object that is not signed", () => {
    const version = taken(
      vcalendar(...vevent("a", ...DISCAL, "ATTENDEE:mailto:x@x.example", "X-DISCAL-TAG:t")),
    );
    expect(version.text).toBe(taken(vcalendar(...vevent("a", ...DISCAL))).text);
  });

  it("takes plain http in the revise URL only where it is allowed", () => {
    const text = vcalendar(...vevent("a", ...DISCAL.slice(0, 2), "X-REVISE-URL:http://127.0.0.1/r"));
    expect(readObject(text)).toMatchObject({ rule: "attributes" });
    expect(readObject(text, (host) => host === "127.0.0.1")).toHaveProperty("version");
  });

  it.each([
    ["attributes", vcalendar(...vevent("a", ...DISCAL.slice(1)))],
    ["attributes", vcalendar(...vevent("a", ...DISCAL, "X-HOP:0"))],
    [
      "attributes",
      vcalendar(...vevent("a", ...DISCAL).map((line) => line.replace("X-REVISION:1", "X-REVISION:01"))),
    ],
    [
      "attributes",
      vcalendar(...event, ...override.map((line) => line.replace("X-REVISION:1", "X-REVISION:2"))),
    ],
    ["attributes", vcalendar(...event, ...override.map((line) => line.replace("UID:a", "UID:b")))],
    ["attributes", vcalendar(...event.filter((line) => !line.startsWith("UID")))],
    ["duplicate", vcalendar(...event, ...event)],
    ["duplicate", vcalendar(...event, ...override, ...override)],
    ["private", vcalendar(...vevent("a", ...DISCAL, "CLASS:PRIVATE"))],
    ["private", vcalendar(...vevent("a", ...DISCAL, "CLASS:PUBLIC", "class;X=1:PRIVATE"))],
    ["bad-start", vcalendar(...vevent("a", ...DISCAL, "DTSTART:tomorrow"))],
    ["not-an-event", vcalendar()],
    ["not-an-event", vcalendar(...event, "BEGIN:VTODO", "UID:a", "END:VTODO")],
    ["stray-timezone", vcalendar(...vtimezone("Nowhere"), ...event)],
    // A feed writes DTSTAMP anew: the zone would be gone behind it, and the digest be another.
    [
      "stray-timezone",
      vcalendar(...vtimezone("Nowhere"), ...vevent("a", "CREATED;TZID=Nowhere:20260301T080000", ...DISCAL)),
    ],
    [
      "attendees",
      vcalendar("X-DISCAL-SIG:aGVsbG8=", ...vevent("a", ...DISCAL, "ATTENDEE:mailto:x@x.example")),
    ],
    ["bad-signature", vcalendar("X-DISCAL-SIG:no base64", ...event)],
    ["bad-signature", vcalendar("X-DISCAL-SIG:aGVsbG8=", "X-DISCAL-SIG:aGVsbG8=", ...event)],
    ["too-large", vcalendar(...vevent("a", ...DISCAL, `DESCRIPTION:${"x".repeat(66_000)}`))],
    ["too-large", vcalendar(...vevent("a", ...DISCAL, `DESCRIPTION:${"x".repeat(140_000)}`))],
    ["not-a-calendar", vcalendar(...event).repeat(2)],
    ["not-a-calendar", vcalendar(...event).replace("END:VCALENDAR\r\n", "")],
    ["not-a-calendar", `${vcalendar(...event)}X-AFTER:1\r\n`],
    ["no-end", vcalendar(...event.slice(0, -1))],
    // Nothing is mended in what nodes send each other: all must keep the same bytes.
    ["lone-cr", vcalendar(...vevent("a", ...DISCAL, "SUMMARY:a\rb"))],
    ["not-canonical", vcalendar(...vevent("a", ...DISCAL, "SUMMARY:a\x01b"))],
    ["not-canonical", vcalendar(...vevent("a", ...DISCAL, "DESCRIPTION:a\r\nb"))],
    ["not-canonical", vcalendar(...vevent("a", ...DISCAL, "\x00", "SUMMARY:a"))],
    ["not-canonical", vcalendar(...event, "and more")],
    ["not-canonical", `hello\r\n${vcalendar(...event)}`],
  ])("refuses for %s", (rule, text) => {
    expect(readObject(text)).toMatchObject({ component: "VCALENDAR", rule });
  });
});

describe("writing an object for the wire", () => {
  it("puts in hop and signature, folds, and is read back the same", () => {
    const lines = vevent("a", `SUMMARY:${"Grüße 🎶 ".repeat(20)}`, ...DISCAL);
    const version = { ...taken(vcalendar(...lines, ...override)), hop: 7, signature: "c2lnbmVk" };
    const wire = wireText(version);
    expect(wire.match(/^X-HOP:7\r\n/gm)).toHaveLength(2);
    expect(
      Math.max(...wire.split("\r\n").map((line) => new TextEncoder().encode(line).length)),
    ).toBeLessThanOrEqual(75);
    expect(readObject(wire)).toEqual({ version });
  });
});
