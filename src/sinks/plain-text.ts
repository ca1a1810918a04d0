/**
 * A description as plain text: some producers write HTML into it. Tags go, those of blocks leave line breaks,
 * links leave their address. What comes out is text, to be escaped like any other. Takes time linear in its
 * length, whatever stands in it.
 */
export function plainText(description: string): string {
  const text = MARKUP.test(description) ? decode(withoutTags(description)) : description;
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

function withoutTags(markup: string): string {
  let address: string | undefined;
  let labelStart = 0;
  return markup.replaceAll(TAG, (tag: string, slash: string, name: string, rest: string, offset: number) => {
    const what = slash + name.toLowerCase();
    if (what === "a") {
      address = HREF.exec(rest)?.[1];
      labelStart = offset + tag.length;
    }
    if (what === "/a" && address !== undefined) {
      const shown = markup.slice(labelStart, offset).includes("://") ? "" : ` (${address})`;
      address = undefined;
      return shown;
    }
    if (what === "li") return "\n• ";
    return PARAGRAPHS.has(name.toLowerCase()) ? "\n\n" : BREAKS.has(what) ? "\n" : "";
  });
}

/** Character references of running text; any other stays as it stands. */
function decode(text: string): string {
  return text.replaceAll(ENTITY, (whole, name: string) => {
    if (!name.startsWith("#")) return NAMED[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 31 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
      ? String.fromCodePoint(code)
      : whole;
  });
}

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ndash: "–",
  mdash: "—",
  rsquo: "’",
  lsquo: "‘",
  rdquo: "”",
  ldquo: "“",
  hellip: "…",
};
const MARKUP =
  /<\/?(?:p|br|div|a|b|i|u|ul|ol|li|em|strong|span|h[1-6]|html|table|font)(?:\s[^<>]*)?\/?>|&(?:nbsp|amp|lt|gt|quot|#\d{1,6});/i;
const TAG = /<(\/?)([a-z][a-z0-9]{0,15})(?![a-z0-9])([^<>]*)>/gi;
const HREF = /href\s*=\s*["']?(https?:\/\/[^\s"'<>]+)/i;
const PARAGRAPHS = new Set(["p", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"]);
const BREAKS = new Set(["br", "div", "/div", "/tr"]);
const ENTITY = /&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,6});/gi;
