import { hash } from "node:crypto";
import { findLine, findValue } from "./component.ts";

/**
 * The UID of an event whose own is malformed, the same for every poller (protocol, section 3): from the site's host
 * name and what it says of start, title and place, as received.
 */
export function generateUid(own: readonly string[], fqdn: string): string {
  const host = fqdn.toLowerCase();
  const start = findLine(own, "DTSTART") ?? "";
  const basis = [host, start, findValue(own, "SUMMARY") ?? "", findValue(own, "LOCATION") ?? ""].join("\n");
  return `${hash("sha256", basis).slice(0, 32)}@${host}`;
}
