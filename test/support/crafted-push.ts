import type { OfferResult } from "../../src/core/model/verdict.ts";
import { signedPost } from "../../src/exchange/pushing/signed-post.ts";
import type { Cluster } from "./cluster.ts";

/** A request that can be sent again. */
export type Crafted = () => Request;

/** What a node of a cluster would send to another, had it such bytes to push: signed, with whatever is in it. */
export async function craftedPush(
  cluster: Cluster,
  from: string,
  to: string,
  body: string,
): Promise<Crafted> {
  const recipient = cluster.node(to).self;
  const sender = {
    self: cluster.node(from).self,
    clock: () => cluster.now(),
    random: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
  };
  const at = { url: `${recipient.url}/discal/enter-event`, key: recipient.signer.fingerprint };
  const { url, method, headers } = await signedPost(sender, at, new TextEncoder().encode(body));
  return () => new Request(url, { method, headers: { ...headers }, body });
}

/** Pushes it, and gives what is answered for the one object in it. */
export async function pushCrafted(
  cluster: Cluster,
  from: string,
  to: string,
  body: string,
): Promise<OfferResult | undefined> {
  const request = await craftedPush(cluster, from, to, body);
  const answer = await cluster.node(to).fetch(request());
  const [result] = (await answer.json()) as readonly OfferResult[];
  return result;
}

/** The VCALENDAR of one event, of which these properties are as they are given. */
export function calendarOf(properties: Readonly<Record<string, string | number>>): string {
  const event = {
    DTSTAMP: "20260101T000000Z",
    DTSTART: "20260401T100000Z",
    SUMMARY: "Picnic",
    "X-HOP": 0,
    "X-REVISION": 0,
    ...properties,
  };
  const lines = Object.entries(event).map(([name, value]) => `${name}:${value}`);
  return ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", ...lines, "END:VEVENT", "END:VCALENDAR", ""].join(
    "\r\n",
  );
}
