import { html } from "hono/html";
import type { Markup } from "./markup.ts";

/** Foreign text with its web addresses as links: everything is escaped, only http and https can be followed. */
export function linkedText(text: string): Markup {
  const parts: Markup[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTail(match[0]);
    if (!isWebAddress(address)) continue;
    parts.push(html`${text.slice(at, match.index)}${outwardLink(address, address)}`);
    at = match.index + address.length;
  }
  return html`${parts}${text.slice(at)}`;
}

/** Foreign text in paragraphs; line breaks within them stay (`white-space: pre-line`). */
export function paragraphs(text: string): Markup {
  return html`${text.split(/\n{2,}/).map((part) => html`<p>${linkedText(part)}</p>`)}`;
}

/** A link to a page that we don't know; just its label where the address is not of the web. */
export function outwardLink(address: string, label: string, className = ""): Markup {
  if (!isWebAddress(address)) return html`${label}`;
  return html`<a class="${className}" href="${address}" rel="nofollow noopener external">${label}</a>`;
}

/** An absolute http or https URL, with nothing in it that could end an attribute. */
export function isWebAddress(address: string): boolean {
  return /^https?:\/\/[^\s<>"'`]+$/i.test(address) && URL.canParse(address);
}

/** Punctuation behind an address belongs to the sentence; a bracket does if the address opened none. */
function withoutTail(address: string): string {
  const tail = TAIL + (address.includes("(") ? "" : ")") + (address.includes("[") ? "" : "]");
  let end = address.length;
  while (end > 0 && tail.includes(address.charAt(end - 1))) end--;
  return address.slice(0, end);
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/gi;
const TAIL = ".,;:!?*_”’»…";
