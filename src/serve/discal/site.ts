import { Hono } from "hono";
import { PATHS, type Self } from "../../exchange/self.ts";
import { MAX_PUSH_BYTES } from "../../wire/push.ts";
import type { SiteDocument } from "../../wire/site-document.ts";

/** Limits of one push that this node names and keeps (protocol, section 7). */
export const LIMITS = { bodyBytes: MAX_PUSH_BYTES, objectBytes: 64 * 1024, objects: 50 } as const;

/** `GET /.well-known/discal`: who this node is (protocol, section 7). */
export function siteRoutes(self: Self, epoch: string): Hono {
  const { fingerprint } = self.signer;
  const at = (path: string) => `${self.url}${path}`;
  const document: SiteDocument = {
    url: self.url,
    name: self.name,
    protocols: ["discal/1"],
    fingerprint,
    keyUrl: at(`${PATHS.keys}/${fingerprint}`),
    endpoints: {
      feed: at(PATHS.feed),
      events: at(PATHS.events),
      enterEvent: at(PATHS.enterEvent),
      objects: at(PATHS.objects),
      keys: at(PATHS.keys),
      revise: at(PATHS.revise),
      pushRegister: at(PATHS.pushRegister),
      changes: at(PATHS.changes),
      digest: at(PATHS.digest),
    },
    limits: LIMITS,
    authority: self.authority,
    ...(self.moves.length > 0 && {
      moves: self.moves.map(({ createdAt, ...move }) => ({ ...move, created: createdAt / 1000 })),
    }),
    epoch,
  };
  return new Hono().get(PATHS.siteDocument, (c) =>
    c.json(document, 200, { "Access-Control-Allow-Origin": "*" }),
  );
}
