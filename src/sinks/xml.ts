/** Any text as character data or an attribute's value, without what XML 1.0 (section 2.2) has no room for. */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(FORBIDDEN, "")
    .replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** An element with text or nothing in it. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  text: string | null = null,
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(value)}"`);
  const start = `<${name}${written.join("")}`;
  return text === null ? `${start}/>` : `${start}>${xmlText(text)}</${name}>`;
}

// oxlint-disable-next-line no-control-regex -- finding them is what it is for
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]/g;
