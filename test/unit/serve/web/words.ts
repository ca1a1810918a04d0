/** What stands between the tags. */
export function words(html: string): string {
  return html
    .slice(html.indexOf("<main"), html.indexOf("</main>"))
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/[\s\u00a0]+/g, " ");
}

/** The filters that can be taken away, and where that leads. */
export function chips(html: string): readonly (readonly [string, string])[] {
  const list = /<ul class="chips"[^]*?<\/ul>/.exec(html)?.[0] ?? "";
  return [...list.matchAll(/href="([^"]*)"\s*>([^<]*)</g)].map(([, path = "", words = ""]) => [
    words.trim(),
    path.replaceAll("&amp;", "&"),
  ]);
}
