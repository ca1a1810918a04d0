import { describe, expect, it } from "vitest";
import { against } from "../../support/threat.ts";
import { urlOf } from "../../support/cluster.ts";
import { openWorld, type World } from "./api/world.ts";

const WRONG = `discal_${"x".repeat(43)}`;

/** Every door that takes something that could be guessed. */
const DOORS = ["the API", "/metrics", "enter-event by token", "enter-event by form"] as const;
type Door = (typeof DOORS)[number];

function request(door: Door, token: string): Request {
  const headers = { Authorization: `Bearer ${token}` };
  const at = (path: string, init: RequestInit) => new Request(urlOf("a") + path, init);
  switch (door) {
    case "the API":
      return at("/api/v1/status", { headers });
    case "/metrics":
      return at("/metrics", { headers });
    case "enter-event by token":
      return at("/discal/enter-event", {
        method: "POST",
        headers: { ...headers, "Content-Type": "text/calendar" },
        body: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
      });
    case "enter-event by form": {
      const body = new FormData();
      body.set("ical", "BEGIN:VCALENDAR");
      body.set("signature", token);
      body.set("created", String(Date.UTC(2026, 2, 16, 12) / 1000));
      return at("/discal/enter-event", { method: "POST", body });
    }
  }
}

const knock = (world: World, door: Door, token: string, from: string) =>
  world.node.fetch(request(door, token), from);

describe("who guesses tokens or signatures", () => {
  it.each(DOORS)(
    "at %s is told to wait, by how long",
    against("identity", "tokens are guessed from one address", "10 a minute, then 429 with Retry-After"),
    async (door) => {
      await using world = await openWorld();
      const from = "192.0.2.1";
      for (let count = 0; count < 10; count += 1)
        expect((await knock(world, door, WRONG, from)).status).toBe(401);
      const refused = await knock(world, door, WRONG, from);
      expect([refused.status, refused.headers.get("Retry-After")]).toEqual([429, "6"]);
      // One count for all doors.
      for (const other of DOORS) expect((await knock(world, other, WRONG, from)).status).toBe(429);
      expect((await knock(world, door, WRONG, "192.0.2.2")).status).toBe(401);
      await world.cluster.advance(6000);
      expect((await knock(world, door, WRONG, from)).status).toBe(401);
    },
  );

  it(
    "from many addresses is told so, too, and then from every address",
    against("identity", "tokens are guessed by a botnet", "300 a minute from all addresses, then 429"),
    async () => {
      await using world = await openWorld();
      for (let count = 0; count < 300; count += 1)
        expect((await knock(world, "the API", WRONG, `198.51.100.${count % 250}`)).status).toBe(401);
      const refused = await knock(world, "the API", WRONG, "203.0.113.1");
      expect([refused.status, refused.headers.get("Retry-After")]).toEqual([429, "1"]);
    },
  );

  it(
    "keeps nobody out who has a right one, from that address or another",
    against("identity", "guesses lock out others", "a right token is looked up, whatever else came"),
    async () => {
      await using world = await openWorld();
      for (let count = 0; count < 320; count += 1)
        await knock(world, "/metrics", WRONG, `198.51.100.${count % 250}`);
      for (const door of ["the API", "/metrics", "enter-event by token"] as const)
        for (const from of ["198.51.100.1", "203.0.113.1"])
          expect((await knock(world, door, world.tokens.editor, from)).status).toBe(200);
    },
  );
});
