import { describe, expect, it } from "vitest";
import { plainText } from "../../../src/sinks/plain-text.ts";

describe("a description as text", () => {
  it.each([
    ["is left alone where it is text", "a < b > c & d", "a < b > c & d"],
    ["keeps addresses in brackets", "See <https://a.example>", "See <https://a.example>"],
    ["breaks lines where blocks end", "<p>One</p><p>Two<br/>Three</p>", "One\n\nTwo\nThree"],
    ["breaks lines where blocks begin", "One<p>Two</p><p><br></p><div>Three</div>", "One\n\nTwo\n\nThree"],
    ["marks what stood in a list", "<ul><li>One</li><li>Two</li></ul>", "• One\n• Two"],
    [
      "keeps where links lead",
      '<a class="x" href="https://a.example/?a=1&amp;b=2">Tickets</a>',
      "Tickets (https://a.example/?a=1&b=2)",
    ],
    ["says an address once", '<a href="https://a.example/">https://a.example/</a>', "https://a.example/"],
    ["drops links that lead nowhere", '<a href="javascript:alert(1)">Go</a>', "Go"],
    ["reads character references once", "Fish &amp; chips &#8211; &amp;lt;b&gt;", "Fish & chips – &lt;b>"],
    ["leaves references to nothing", "<b>&#0; &#xD800; &bogus;</b>", "&#0; &#xD800; &bogus;"],
    ["leaves at most one line empty", "a\n\n\n\n b  \n", "a\n\n b"],
  ])("%s", (_, given, expected) => {
    expect(plainText(given)).toBe(expected);
  });

  it.each([
    ["tags that never end", "<a href=".repeat(8_000)],
    ["a name that never ends", `<br><${"a".repeat(64_000)}`],
    ["spaces", `<b>${" ".repeat(64_000)}x`],
    ["references", "<b>&".repeat(20_000)],
    ["brackets", `<b>${"<".repeat(64_000)}`],
  ])("takes no time for %s", (_, text) => {
    const start = performance.now();
    plainText(text);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
