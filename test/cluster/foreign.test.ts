import { describe, expect, it } from "vitest";
import type { OfferResult } from "../../src/core/model/verdict.ts";
import { offerAnswer } from "../../src/wire/offer.ts";
import { signPush } from "../../src/wire/push.ts";
import { createCluster, urlOf, type Cluster } from "../support/cluster.ts";

const TARGET = "/discal/enter-event";
let pushes = 0;

/** Pushes any bytes from a to b, signed as another implementation would. */
async function push(cluster: Cluster, body: Uint8Array): Promise<readonly OfferResult[]> {
  const headers = await signPush({
    signer: cluster.node("a").self.signer,
    now: cluster.now(),
    nonce: `nonce-of-the-push-${(pushes += 1)}`,
    method: "POST",
    target: TARGET,
    sender: urlOf("a"),
    recipient: urlOf("b"),
    recipientKey: cluster.node("b").self.signer.fingerprint,
    contentType: "text/calendar",
    body,
  });
  const request = new Request(`${urlOf("b")}${TARGET}`, { method: "POST", headers, body: Buffer.from(body) });
  const answer = await cluster.node("b").fetch(request);
  return offerAnswer.parse(await answer.json());
}

function calendar(uid: string, summary: string, ...zone: readonly string[]): string {
  const stamps = ["X-HOP:0", "X-REVISION:0", `X-REVISE-URL:${urlOf("a")}/discal/revise`];
  const event = [`UID:${uid}`, "DTSTAMP:20260101T000000Z", "DTSTART:20260401T100000Z", `SUMMARY:${summary}`];
  const lines = ["VERSION:2.0", ...zone, "BEGIN:VEVENT", ...event, ...stamps, "END:VEVENT"];
  return ["BEGIN:VCALENDAR", ...lines, "END:VCALENDAR", ""].join("\r\n");
}

describe("of what another implementation pushes", () => {
  it("bytes that are no UTF-8 are refused and not mended, and cost only their own object", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    const broken = Buffer.from(calendar("1", "Caf\u00e9"), "latin1");
    const genuine = Buffer.from(calendar("2", "Bread \ufffd und Bl\u00e4tter"));
    const results = await push(cluster, Buffer.concat([broken, genuine, broken]));
    expect(results.map(({ verdict }) => verdict)).toEqual(["rejected", "accepted", "rejected"]);
    expect(results[0]?.reason).toContain("UTF-8");
    const { winner } = (await cluster.node("b").store.commons.get("2")) ?? {};
    expect(winner?.text).toContain("Bread \ufffd und Bl\u00e4tter");
  });

  it("a refusal is no longer than the protocol lets an answer be", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    const zone = ["BEGIN:VTIMEZONE", `TZID:${"long ".repeat(1000)}`, "END:VTIMEZONE"];
    const results = await push(cluster, Buffer.from(calendar("1", "Bread", ...zone)));
    expect(results).toMatchObject([{ uid: "1", verdict: "rejected" }]);
  });
});
