import { describe, expect, it } from "vitest";
import { isWebAddress, linkedText, outwardLink } from "../../../../src/serve/web/safe-text.ts";
import { against } from "../../../support/threat.ts";
import { costOf } from "../../../support/turns.ts";

const links = async (text: string) =>
  [...String(await linkedText(text)).matchAll(/href="([^"]*)"/g)].map(([, address]) => address);

describe("foreign text with links", () => {
  it.each([
    ["See https://a.example/x.", ["https://a.example/x"]],
    ["(https://a.example/x)", ["https://a.example/x"]],
    ["https://a.example/a_(b)", ["https://a.example/a_(b)"]],
    ["<https://a.example>", ["https://a.example"]],
    ["HTTPS://A.example and http://b.example", ["HTTPS://A.example", "http://b.example"]],
    ["https://a.example/?a=1&b=2", ["https://a.example/?a=1&amp;b=2"]],
    ["javascript:alert(1) data:text/html,x ftp://a.example", []],
    ["xhttps://a.example", []],
    ["https://", []],
    ["https://[", []],
    ['https://a.example/"onclick="x', ["https://a.example/"]],
  ])("links in %j are %j", async (text, expected) => {
    expect(await links(text)).toEqual(expected);
  });

  it(
    "makes no link of an address that is not of the web",
    against("markup", "a javascript: or data: address", "only http and https become links"),
    () => {
      expect(String(outwardLink("javascript:alert(1)", "Go"))).toBe("Go");
    },
  );

  it("keeps every character", async () => {
    const text = "a <b> https://a.example/). c & https://b.example";
    const shown = String(await linkedText(text)).replaceAll(/<[^>]*>/g, "");
    expect(shown).toBe("a &lt;b&gt; https://a.example/). c &amp; https://b.example");
  });

  it(
    "takes no time for brackets without end",
    against("bombs", "an address with 64,000 brackets", "its tail is read once, from its end"),
    async () => {
      const { turn } = await costOf(async () => linkedText(`https://a.example/${")".repeat(64_000)}`));
      expect(turn).toBeLessThan(300);
    },
  );

  it.each(["javascript:alert(1)", "//a.example", "/x", "https:a", "https://a b", "https://a'b", ""])(
    "%j is no address of the web",
    (address) => {
      expect(isWebAddress(address)).toBe(false);
    },
  );
});
