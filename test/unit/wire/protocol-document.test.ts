import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readObject } from "../../../src/core/ical/object.ts";
import { moveText } from "../../../src/wire/move.ts";
import published from "../../../schema/wire/envelope-vectors.json" with { type: "json" };

const document = readFileSync(new URL("../../../schema/PROTOCOL.md", import.meta.url), "utf8");

/** The fenced block that follows this mark, each line ended by LF. */
function example(name: string): string {
  const mark = `<!-- example: ${name} -->\n\n`;
  const start = document.indexOf("\n", document.indexOf(mark) + mark.length) + 1;
  return document.slice(start, document.indexOf("```", start));
}

describe("the examples of PROTOCOL.md", () => {
  it("have the digests that stand there", () => {
    const read = readObject(example("object").replaceAll("\n", "\r\n"));
    if (!("version" in read)) throw new Error(read.reason);
    const { digest, c1 } = read.version;
    const event = hash("sha256", example("event"));
    expect(document).toContain(`which gives \`${event}\``);
    expect(hash("sha256", `BEGIN:VCALENDAR\n${event}\nEND:VCALENDAR\n`)).toBe(digest);
    expect(document).toContain(`- D = \`${digest}\``);
    expect(document).toContain(`- C1 = \`${c1}\``);
  });

  it("are what a move signs", () => {
    const move = { from: "https://a.example", to: "https://new.a.example", created: 1_773_662_405 };
    expect(example("move")).toBe(moveText(move, "0123456789ABCDEF0123456789ABCDEF01234567"));
  });

  it("are the first published vector of the envelope", () => {
    const [vector] = published.vectors;
    expect(example("envelope")).toBe(vector?.text);
    expect(example("header")).toBe(`DisCal-Signature: ${vector?.headers["DisCal-Signature"]}\n`);
  });
});
