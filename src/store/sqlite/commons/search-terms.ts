/** Most words of a search that are looked for; the rest is left out. */
const MOST_WORDS = 16;
const WORD = /[\p{L}\p{N}]/u;

/**
 * What a person typed as an FTS5 query: every word must be found, the last may be a beginning. Words are quoted, so
 * that no sign in them means anything. Null where nothing is left to look for.
 */
export function searchTerms(text: string): string | null {
  const words = text
    .slice(0, 1_000)
    .split(/[\s\p{Cc}]+/u)
    .filter((word) => WORD.test(word))
    .slice(0, MOST_WORDS)
    .map((word) => `"${word.replaceAll('"', '""')}"`);
  return words.length === 0 ? null : `${words.join(" ")}*`;
}
