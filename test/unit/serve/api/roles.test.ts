import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { includes } from "../../../../src/core/model/token.ts";
import { isWrite, parametersOf, route, type Route } from "../../../../src/serve/api/route.ts";
import { openWorld, type Asker, type World } from "./world.ts";
import { against } from "../../../support/threat.ts";

const ASKERS: readonly Asker[] = ["nobody", "reader", "editor", "admin", "expired", "revoked"];

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** What the table promises: 401 without a valid token where one is needed, 403 where its role is not enough. */
function promised({ role }: Route, asker: Asker): 401 | 403 | "let in" {
  if (asker === "expired" || asker === "revoked") return 401;
  if (role === "public") return "let in";
  if (asker === "nobody") return 401;
  return includes(asker, role) ? "let in" : 403;
}

/** What anybody may read, as on the pages. */
const PUBLISHED = new Set([
  "/events",
  "/events/{uid}",
  "/calendars",
  "/calendars/{slug}",
  "/sites",
  "/sites/{id}",
  "/sites/{id}/health",
  "/sites/{id}/polls",
  "/tags",
  "/places",
  "/health",
]);
/** Who may come in, and by what. */
const DOORS = new Set(["authors", "registrations", "tokens"]);
/** Whom the node hears and tells. */
const OTHERS = new Set(["peers", "sites"]);

/** Whose a route should be, whatever its row says. */
function meant(row: Route): Route["role"] {
  const [, chapter = ""] = row.path.split("/");
  if (DOORS.has(chapter)) return "admin";
  if (!isWrite(row)) return PUBLISHED.has(row.path) ? "public" : "reader";
  return OTHERS.has(chapter) && !row.path.endsWith("/poll") ? "admin" : "editor";
}

describe("who may call what", () => {
  it(
    "is kept for every route of the table, and every kind of asker",
    against(
      "identity",
      "a reader or editor calls what is for admins",
      "each route of the API names its role",
    ),
    async () => {
      const wrong: string[] = [];
      for (const row of world.table) {
        const path = parametersOf(row.path).reduce(
          (at, name) => at.replace(`{${name}}`, name === "id" ? "999" : "nothing"),
          row.path,
        );
        for (const asker of ASKERS) {
          const { status } = await world.ask(row.method.toUpperCase(), path, { as: asker });
          const came = status === 401 || status === 403 ? status : "let in";
          if (came !== promised(row, asker)) wrong.push(`${asker}: ${row.method} ${row.path} is ${status}`);
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  it("is said by each route: none compiles without a role", () => {
    // @ts-expect-error Without a role a route is none.
    const open = route({
      method: "get",
      path: "/open",
      name: "open",
      chapter: "node",
      summary: "Open to whom?",
      handle: async () => ({ body: null }),
    });
    expect(open.role).toBeUndefined();
    for (const { role } of world.table) expect(["public", "reader", "editor", "admin"]).toContain(role);
  });

  it("lets nobody write without a token", () => {
    expect(world.table.filter((row) => isWrite(row) && row.role === "public")).toEqual([]);
  });

  it(
    "is the right of the least who needs it: everybody may read what is published, editors change it, admins decide who comes in",
    against(
      "identity",
      "a row of the API is given too low a role",
      "what each role is for is said a second time, in the tests",
    ),
    () => {
      const wrong = world.table.filter((row) => row.role !== meant(row));
      expect(wrong.map(({ role, method, path }) => `${method} ${path}: ${role}`)).toEqual([]);
    },
  );

  it("asks for a token by what to do, and repeats none", async () => {
    const without = await world.ask("GET", "/status");
    expect(without.headers.get("WWW-Authenticate")).toBe('Bearer realm="DisCal"');
    expect(without.body.detail).toContain("npx discal token create");
    const text = `discal_${"x".repeat(43)}`;
    for (const given of [text, "discal_short", "nonsense"]) {
      const wrong = await world.ask("GET", "/events", { headers: { Authorization: `Bearer ${given}` } });
      expect(wrong.status).toBe(401);
      expect(wrong.headers.get("WWW-Authenticate")).toContain('error="invalid_token"');
      expect(wrong.text).not.toContain(given);
    }
    const basic = await world.ask("GET", "/status", { headers: { Authorization: "Basic YTpi" } });
    expect([basic.status, basic.body.details.fault]).toEqual([401, "unknown-scheme"]);
  });

  it("notes when a token was last used", async () => {
    await world.ask("GET", "/status", { as: "reader" });
    const { body } = await world.ask("GET", "/tokens", { as: "admin" });
    const used = body.items.find(({ name }: { name: string }) => name === "a reader");
    expect(used.last_used_at).toBe(new Date(world.cluster.now()).toISOString().replace(".000Z", "Z"));
  });
});
