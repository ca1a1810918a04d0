import { GROUP } from "./inn-settings.ts";

/**
 * A calendar object as a news article, ready for the wire: its own lines as the body, dots at their beginnings doubled, and
 * the dot that ends it (RFC 3977, section 3.1.1; RFC 5536 for the headers). `object` ends its lines with CRLF.
 */
export function article(id: string, object: string, now: number): string {
  return [
    "Path: feed.example!not-for-mail",
    "From: Calendar <calendar@feed.example>",
    `Newsgroups: ${GROUP}`,
    "Subject: An event",
    `Date: ${new Date(now).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: ${id}`,
    "MIME-Version: 1.0",
    "Content-Type: text/calendar; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    `${object.replaceAll(/^\./gm, "..")}.\r\n`,
  ].join("\r\n");
}
