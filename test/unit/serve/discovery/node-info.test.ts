import { describe, expect, it } from "vitest";
import { nodeInfoRoutes } from "../../../../src/serve/discovery/node-info.ts";

const URL = "https://calendar.example";
const SCHEMA = "http://nodeinfo.diaspora.software/ns/schema";

function routes(sample = false) {
  return nodeInfoRoutes({
    publisher: { url: URL, name: "Exampleton", timezone: "UTC", sample },
    self: { authority: "open" },
    version: "1.2.3",
    statistics: async () => ({
      events: 7,
      versions: 9,
      conflicts: 1,
      sites: 2,
      peers: 1,
      schema: 1,
      lastChange: 0,
      bytes: 0,
    }),
  });
}

describe("NodeInfo", () => {
  it("is found under .well-known, whatever host the request names", async () => {
    const answer = await routes().request("http://evil.example/.well-known/nodeinfo");
    expect(await answer.json()).toEqual({
      links: [
        { rel: `${SCHEMA}/2.1`, href: `${URL}/nodeinfo/2.1` },
        { rel: `${SCHEMA}/2.0`, href: `${URL}/nodeinfo/2.0` },
      ],
    });
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBe("*");
  });

  it.each(["2.0", "2.1"])("%s tells what the node is, with the profile of its schema", async (version) => {
    const answer = await routes().request(`${URL}/nodeinfo/${version}`);
    expect(answer.headers.get("Content-Type")).toBe(`application/json; profile="${SCHEMA}/${version}#"`);
    expect(await answer.json()).toEqual({
      version,
      software: { name: "discal", version: "1.2.3" },
      protocols: ["discal"],
      services: { inbound: [], outbound: ["atom1.0"] },
      openRegistrations: false,
      usage: { users: { total: 0 }, localPosts: 7 },
      metadata: {
        nodeName: "Exampleton",
        federation: { enabled: true },
        discal: {
          protocol: "discal/1",
          authority: "open",
          siteDocument: `${URL}/.well-known/discal`,
          feed: `${URL}/feed.ics`,
          events: `${URL}/events.json`,
        },
      },
    });
  });

  it("says of the sample city that it is connected with nobody", async () => {
    const answer = await routes(true).request(`${URL}/nodeinfo/2.1`);
    expect(await answer.json()).toMatchObject({ metadata: { federation: { enabled: false } } });
  });
});
