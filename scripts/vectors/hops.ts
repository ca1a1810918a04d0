import { MAX_NUMBER } from "../../src/core/model/version.ts";
import { offeredHop, sendHop } from "../../src/core/reconcile/forward.ts";
import { isOrigin } from "../../src/exchange/pushing/origin.ts";
import { marksOf, versionOf } from "./version.ts";

const OTHER = "https://o.example/discal/revise";

const OFFERS: readonly (readonly [site: string, uid: string, reviseUrl: string])[] = [
  ["https://a.example", "1@a.example", OTHER],
  ["https://a.example", "1@A.EXAMPLE", OTHER],
  ["https://a.example:8443", "1@a.example", OTHER],
  ["https://a.example", "1@b.example", "https://a.example/discal/revise"],
  ["https://a.example:8443", "1@b.example", "https://a.example/discal/revise"],
  ["https://a.example", "1@a.example@b.example", OTHER],
  ["https://a.example", "a.example", OTHER],
  ["https://a.example", "1@sub.a.example", OTHER],
];

/** How hops are counted. */
export function hopVectors(): object {
  return {
    about:
      "Hops (PROTOCOL.md, section 4): is a site the origin of an object, what is stored of a hop that it pushes (0, 1, 2 and 9), and with which hop a stored one is sent on (null: not at all). A poller stores what a push of the stored hop + 1 would leave.",
    origins: OFFERS.map(([site, uid, reviseUrl]) => {
      const fromOrigin = isOrigin(
        { url: site } as Parameters<typeof isOrigin>[0],
        versionOf(marksOf({ uid, reviseUrl })),
      );
      const stored = Object.fromEntries([0, 1, 2, 9].map((hop) => [hop, offeredHop(hop, fromOrigin)]));
      return { site, uid, reviseUrl, isOrigin: fromOrigin, stored };
    }),
    sent: [0, 1, 9, MAX_NUMBER - 1, MAX_NUMBER].map((stored) => ({ stored, sent: sendHop({ hop: stored }) })),
  };
}
