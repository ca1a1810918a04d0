import { Hono } from "hono";
import { PATHS, type Self } from "../../exchange/self.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";

const VERSIONS = ["2.1", "2.0"] as const;
const OPEN = { "Access-Control-Allow-Origin": "*" };
/** Programs that gather statistics ask each node every few hours. */
const FRESH = { ...OPEN, "Cache-Control": "public, max-age=3600" };

/**
 * NodeInfo 2.1 and 2.0 (nodeinfo.diaspora.software; FEP-0151): `/.well-known/nodeinfo`, and the documents that it
 * names. Its list of protocols knows no calendars; as others outside that list do, a node names what it speaks.
 */
export function nodeInfoRoutes(node: {
  readonly publisher: Publisher;
  readonly self: Pick<Self, "authority">;
  readonly version: string;
  readonly statistics: Store["statistics"];
}): Hono {
  const { publisher, self, version, statistics } = node;
  const { url } = publisher;
  const links = VERSIONS.map((each) => ({ rel: schema(each), href: `${url}/nodeinfo/${each}` }));
  const metadata = {
    nodeName: publisher.name,
    federation: { enabled: !publisher.sample },
    discal: {
      protocol: "discal/1",
      authority: self.authority,
      siteDocument: `${url}${PATHS.siteDocument}`,
      feed: `${url}${PATHS.feed}`,
      events: `${url}${PATHS.events}`,
    },
  };
  const routes = new Hono().get("/.well-known/nodeinfo", (c) => c.json({ links }, 200, FRESH));
  for (const each of VERSIONS) {
    routes.get(`/nodeinfo/${each}`, async (c) => {
      const { events } = await statistics();
      const document = {
        version: each,
        software: { name: "discal", version },
        protocols: ["discal"],
        services: { inbound: [], outbound: ["atom1.0"] },
        openRegistrations: false,
        // Nobody has an account here: calendars are read by everybody, and operated by whoever holds a token.
        usage: { users: { total: 0 }, localPosts: events },
        metadata,
      };
      return c.body(JSON.stringify(document), 200, {
        ...FRESH,
        "Content-Type": `application/json; profile="${schema(each)}#"`,
      });
    });
  }
  return routes;
}

function schema(version: string): string {
  return `http://nodeinfo.diaspora.software/ns/schema/${version}`;
}
