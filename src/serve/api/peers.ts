import * as z from "zod";
import { peerOptions } from "../../config/site-options.ts";
import { parseOrigin } from "../../config/value.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Site } from "../../core/model/site.ts";
import type { Operations } from "../../exchange/operations.ts";
import { exceptionJson, peerJson } from "../../sinks/peer-json.ts";
import type { Store } from "../../store/contract.ts";
import { siteDocument } from "../../wire/site-document.ts";
import { knownSite } from "../feeds/known-site.ts";
import { exceptionShape, peerShape } from "./peer-shape.ts";
import { route, type Outcome, type Route } from "./route.ts";
import { addEntry, changeOf } from "./site-entry.ts";
import { countIn, listOf, wholeList, yesOrNo } from "./shapes.ts";

const newPeer = peerOptions
  .extend({
    enabled: yesOrNo
      .meta({ description: "False to add it without exchanging anything yet", default: true })
      .optional(),
  })
  .meta({ id: "NewPeer" });

const peerChange = peerOptions
  .omit({ url: true })
  .partial()
  .extend({ enabled: yesOrNo.optional() })
  .meta({ id: "PeerChange" });

/** Other nodes that events are exchanged with. */
export function peerRoutes(node: {
  readonly store: Pick<Store, "registry" | "deliveries">;
  readonly operations: Operations;
}): readonly Route[] {
  const { store, operations } = node;
  const { registry, deliveries } = store;
  const answer = async (peer: Site): Promise<Outcome<z.infer<typeof peerShape>>> => {
    return { body: peerJson(peer, await deliveries.lagOf(peer.id)) };
  };

  return [
    route({
      method: "get",
      path: "/peers",
      role: "reader",
      name: "listPeers",
      chapter: "peers",
      summary: "Peers, their keys, and how far behind they are",
      answer: listOf(peerShape),
      handle: async () => {
        const lags = new Map((await deliveries.lag()).map((lag) => [lag.siteId, lag]));
        const peers = (await registry.all()).filter(({ kind }) => kind === "peer");
        return { body: wholeList(peers.map((peer) => peerJson(peer, lags.get(peer.id) ?? null))) };
      },
    }),
    route({
      method: "post",
      path: "/peers",
      role: "admin",
      name: "addPeer",
      chapter: "peers",
      summary: "Add a peer beside those of the configuration file",
      about: "The options are those of `peers:` in peers.yaml.",
      json: newPeer,
      answer: peerShape,
      status: 201,
      handle: async ({ body: { enabled = true, ...entry } }) => {
        const peer = await addEntry(operations, { peers: [entry] }, enabled);
        return { ...(await answer(peer)), headers: { Location: `/api/v1/peers/${peer.id}` } };
      },
    }),
    route({
      method: "post",
      path: "/peers/preview",
      role: "admin",
      name: "previewPeer",
      chapter: "peers",
      summary: "Ask another node who it is: compare its fingerprint with its operator, then add it",
      json: z.strictObject({ url: peerOptions.shape.url }).meta({ id: "Origin" }),
      answer: z
        .object({
          site: siteDocument,
          certificate: z.string().describe("Armored; it has the fingerprint that `site` names"),
        })
        .meta({ id: "Introduction" }),
      handle: async ({ body }) => {
        const { site, certificate } = await operations.meet(parseOrigin(body.url) ?? body.url);
        return { body: { site, certificate } };
      },
    }),
    route({
      method: "get",
      path: "/peers/{id}",
      role: "reader",
      name: "getPeer",
      chapter: "peers",
      summary: "One peer",
      answer: peerShape,
      handle: async ({ params }) => answer(await knownPeer(registry, params.id)),
    }),
    route({
      method: "patch",
      path: "/peers/{id}",
      role: "admin",
      name: "changePeer",
      chapter: "peers",
      summary: "Change a peer that was added over the API or the command line",
      about: "What the configuration file declares is changed there.",
      json: peerChange,
      answer: peerShape,
      handle: async ({ params, body }) => {
        const { id } = await knownPeer(registry, params.id);
        return answer(await operations.changeSite(id, changeOf(body)));
      },
    }),
    route({
      method: "delete",
      path: "/peers/{id}",
      role: "admin",
      name: "removePeer",
      chapter: "peers",
      summary: "Exchange nothing more with a peer; its events stay",
      handle: async ({ params }) => {
        const { id } = await knownPeer(registry, params.id);
        await operations.changeSite(id, { enabled: false });
        return { body: null };
      },
    }),
    route({
      method: "get",
      path: "/peers/{id}/exceptions",
      role: "reader",
      name: "listDeliveryExceptions",
      chapter: "peers",
      summary: "Versions that a peer rejected or deferred, with its reasons, by UID",
      query: z.strictObject({ limit: countIn(1, 1000, "At most so many; 100 by default").optional() }),
      answer: listOf(exceptionShape),
      handle: async ({ params, query }) => {
        const { id } = await knownPeer(registry, params.id);
        const exceptions = await deliveries.exceptions(id, query.limit ?? 100);
        return { body: wholeList(exceptions.map(exceptionJson)) };
      },
    }),
    route({
      method: "post",
      path: "/peers/{id}/replay",
      role: "admin",
      name: "replayPeer",
      chapter: "peers",
      summary: "Offer a peer everything that it is not known to have, also after it has refused us",
      answer: peerShape,
      handle: async ({ params }) => {
        const peer = await knownPeer(registry, params.id);
        await operations.replay(peer.id);
        return answer(peer);
      },
    }),
  ];
}

async function knownPeer(registry: Pick<Store["registry"], "byId">, id: string): Promise<Site> {
  const site = await knownSite(registry, id);
  if (site.kind === "peer") return site;
  throw new DomainError("not-found", `“${site.name}” is no peer: it stands under /api/v1/sites/${site.id}.`);
}
