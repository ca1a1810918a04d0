const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What terminals draw two columns wide: East Asian wide and full-width forms, and emoji. */
const wide =
  /^(?:[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{17000}-\u{18AFF}\u{1B000}-\u{1B2FF}\u{1F200}-\u{1F2FF}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F)/u;

/** What takes no column of its own: lone combining marks, joiners. */
const narrow = /^[\p{Mn}\p{Me}\p{Cf}]/u;

/** Controls, and marks that turn the direction of what follows: foreign text must not steer the terminal. */
const unprintable = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]+/gu;

/** Those of them that JSON leaves as they are. */
const steering = /[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g;

/** A text as one line that is safe to print, whoever wrote it. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, " ").trim();
}

/** Several lines that are safe to print, whoever wrote what stands in them. */
export function printableLines(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replaceAll(unprintable, " "))
    .join("\n");
}

/** JSON that is safe to print: it says the same, with escapes for what could steer the terminal or end the line. */
export function printableJson(json: string): string {
  return json.replaceAll(steering, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** How many columns a printable text takes. */
export function textWidth(text: string): number {
  return segments(text).reduce((sum, segment) => sum + segmentWidth(segment), 0);
}

/** The text, cut to `columns` with an ellipsis where it is longer. */
export function fit(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = "";
  let width = 1;
  for (const segment of segments(text)) {
    width += segmentWidth(segment);
    if (width > columns) break;
    kept += segment;
  }
  return `${kept}…`;
}

function segments(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

function segmentWidth(segment: string): number {
  return wide.test(segment) ? 2 : narrow.test(segment) ? 0 : 1;
}

/** A printable text in lines of at most `columns`, broken between words; a longer word stands alone on its line. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && textWidth(line) + 1 + textWidth(word) <= columns)
      lines.push(`${lines.pop()} ${word}`);
    else lines.push(word);
  }
  return lines;
}
