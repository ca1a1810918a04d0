import type { MockPeer } from "../../test/support/mock-peer/peer.ts";
import type { Acknowledged } from "./ledger.ts";

/** A version of an event of the neighbour's, one VCALENDAR. */
export function eventAt({ origin }: Pick<MockPeer, "origin">, version: Acknowledged): string {
  const { uid, revision, words } = version;
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//crash//EN",
    "BEGIN:VEVENT",
    `UID:${uid}`,
    "DTSTAMP:20260301T080000Z",
    "DTSTART:20270501T180000Z",
    `SUMMARY:${words}`,
    `X-REVISION:${revision}`,
    `X-REVISE-URL:${origin}/discal/revise`,
    "X-HOP:1",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
}
