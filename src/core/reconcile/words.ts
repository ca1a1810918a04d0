/** Most words of a filter that are looked for; the rest is left out, as by the search of the agenda. */
const MOST_WORDS = 16;
const DIACRITIC = /\p{Mn}+/gu;
const TOKEN = /[\p{L}\p{N}\p{Co}]+/gu;

/**
 * Are all these words in the texts? By the rules of the agenda's search, so that a filter can be tried there: a word is
 * a run of letters and digits, compared without case and diacritics; what is joined by signs (`rock-n-roll`) must stand
 * together in one text; of the last word a beginning will do. Signs alone are in no text.
 */
export function holdsWords(asked: string, texts: readonly string[]): boolean {
  const phrases = asked
    .slice(0, 1_000)
    .split(/[\s\p{Cc}]+/u)
    .map(tokens)
    .filter((phrase) => phrase.length > 0)
    .slice(0, MOST_WORDS);
  const said = texts.map(tokens);
  return (
    phrases.length > 0 &&
    phrases.every((phrase, place) =>
      said.some((words) => hasPhrase(words, phrase, place === phrases.length - 1)),
    )
  );
}

function tokens(text: string): readonly string[] {
  return text.normalize("NFD").replaceAll(DIACRITIC, "").toLowerCase().match(TOKEN) ?? [];
}

function hasPhrase(words: readonly string[], phrase: readonly string[], mayBegin: boolean): boolean {
  const last = phrase.length - 1;
  return words.some((_, at) =>
    phrase.every((part, place) => {
      const word = words[at + place];
      return word === part || (mayBegin && place === last && word?.startsWith(part) === true);
    }),
  );
}
