import { describe, expect, it } from "vitest";
import { article } from "../../../../scripts/bench/peers/article.ts";
import { objectsOf, queryOf, uidsIn } from "../../../../scripts/bench/peers/caldav.ts";
import { lineReader } from "../../../../scripts/bench/peers/line-reader.ts";
import { missing } from "../../../../scripts/bench/peers/program.ts";

const OBJECT = "BEGIN:VCALENDAR\r\n.hidden\r\n..more\r\nEND:VCALENDAR\r\n";

describe("an article", () => {
  const text = article("<one@feed.example>", OBJECT, Date.parse("2026-03-01T12:00:00Z"));

  it("has the headers that a news server asks for, and an empty line after them", () => {
    const [headers = ""] = text.split("\r\n\r\n", 1);
    expect(headers.split("\r\n").map((line) => line.split(":", 1)[0])).toEqual(
      expect.arrayContaining(["Path", "From", "Newsgroups", "Subject", "Date", "Message-ID"]),
    );
    expect(headers).toContain("Date: Sun, 01 Mar 2026 12:00:00 +0000");
  });

  it("doubles the dots at the beginnings of lines, and ends by one alone", () => {
    const body = text.slice(text.indexOf("\r\n\r\n") + 4);
    expect(body).toBe("BEGIN:VCALENDAR\r\n..hidden\r\n...more\r\nEND:VCALENDAR\r\n.\r\n");
  });
});

describe("answers of a news server", () => {
  it("are read line by line, wherever the chunks are cut", () => {
    const answers = "239 <a@x>\r\n439 <b@x>\r\n239 <c@x>\r\n";
    for (let cut = 0; cut <= answers.length; cut += 1) {
      const read = lineReader();
      expect([...read(answers.slice(0, cut)), ...read(answers.slice(cut))]).toEqual([
        "239 <a@x>",
        "439 <b@x>",
        "239 <c@x>",
      ]);
    }
  });
});

describe("what a calendar server is asked and answers", () => {
  it("asks for a range in the UTC form of RFC 5545", () => {
    const query = queryOf({
      from: Date.parse("2026-04-01T00:00:00Z"),
      to: Date.parse("2026-05-01T00:00:00Z"),
    });
    expect(query).toContain('<C:time-range start="20260401T000000Z" end="20260501T000000Z"/>');
  });

  it("finds the same events in a calendar and in XML, in any order, each once", () => {
    const xml = "<C:calendar-data>BEGIN:VEVENT&#13;\nUID:b@x&#13;\n</C:calendar-data><a>UID:a@x\nUID:b@x</a>";
    expect(uidsIn(`<a>\n${xml.replace("<a>UID", "<a>\nUID")}`)).toEqual(uidsIn("UID:a@x\r\nUID:b@x\r\n"));
  });

  it("takes a calendar apart into objects of one event each", () => {
    const event = (uid: string) => `BEGIN:VEVENT\r\nUID:${uid}\r\nEND:VEVENT\r\n`;
    const head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n";
    expect(objectsOf(`${head}${event("a")}${event("b")}END:VCALENDAR\r\n`)).toEqual([
      `${head}${event("a")}END:VCALENDAR\r\n`,
      `${head}${event("b")}END:VCALENDAR\r\n`,
    ]);
  });
});

describe("a program that is missing", () => {
  it("is named with the package that brings it, and one that is there is not", () => {
    const there = { name: process.execPath, package: "nodejs" };
    expect(missing([there])).toBeNull();
    const lacking = { name: "no-such-program", package: "such-package" };
    expect(missing([there, lacking])).toBe(
      "not measured: no-such-program missing; on Debian, apt-get install such-package",
    );
  });
});
