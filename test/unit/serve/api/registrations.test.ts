import { expect, it } from "vitest";
import { urlOf } from "../../../support/cluster.ts";
import { openWorld } from "./world.ts";

const MINUTE = 60_000;

it("asks another node to push, shows how that stands, and takes it back", async () => {
  await using world = await openWorld({ peer: true });
  const { ask, cluster } = world;
  const json = { url: urlOf("b"), lease: "2d", filter: { tags: ["music"] }, mutual: true };
  const asked = await ask("POST", "/registrations", { as: "admin", json });
  expect(asked.status).toBe(201);
  expect(asked.body).toMatchObject({
    direction: "out",
    site: urlOf("b"),
    state: "requested",
    proof: "openpgp",
    mutual: true,
    lease_seconds: 172_800,
    lease_until: null,
    filter: { tags: ["music"] },
  });
  const path = `/registrations/${asked.body.id}`;
  expect(asked.headers.get("Location")).toBe(`/api/v1${path}`);
  await cluster.advance(MINUTE);
  const shown = await ask("GET", path, { as: "admin" });
  expect(shown.body).toMatchObject({ state: "active", lease_until: expect.stringMatching(/^2026-03-18/) });
  expect((await ask("GET", "/registrations", { as: "admin" })).body.items).toEqual([shown.body]);
  expect((await ask("DELETE", path, { as: "admin" })).status).toBe(204);
  expect((await ask("GET", path, { as: "admin" })).body.state).toBe("gone");
});

it("decides on what was asked of this node, and says why a decision means nothing", async () => {
  await using world = await openWorld({ peer: true });
  const { ask, cluster } = world;
  const lease = 10 * 86_400_000;
  await cluster.node("b").register(urlOf("a"), { filter: null, lease, proof: "bearer", mutual: false });
  await cluster.advance(MINUTE);
  const listed = await ask("GET", "/registrations", { as: "admin" });
  const [{ id }] = listed.body.items;
  expect(listed.text).not.toContain("discal_push_");
  const decide = (decision: string) => ask("POST", `/registrations/${id}/${decision}`, { as: "admin" });
  expect((await decide("suspend")).body.state).toBe("suspended");
  expect((await decide("resume")).body.state).toBe("active");
  const again = await decide("approve");
  expect([again.status, again.body.detail]).toEqual([409, expect.stringContaining("it is active already")]);
  expect((await decide("revoke")).body).toMatchObject({ state: "revoked", lease_until: null });
  expect((await decide("approve")).body.state).toBe("active");
  const taken = await ask("DELETE", `/registrations/${id}`, { as: "admin" });
  expect([taken.status, taken.body.detail]).toEqual([409, expect.stringContaining("revoke it")]);
});

it("says of a peer that it is pushed to, by its entry or because it has asked", async () => {
  await using world = await openWorld({ peer: true });
  const { ask, cluster } = world;
  const peers = async () => (await ask("GET", "/peers", { as: "reader" })).body.items;
  expect(await peers()).toMatchObject([{ push: true, pushed: true }]);
  await world.node.redeclare([]);
  expect(await peers()).toMatchObject([{ enabled: false, pushed: false }]);
  const lease = 10 * 86_400_000;
  await cluster.node("b").register(urlOf("a"), { filter: null, lease, proof: "openpgp", mutual: false });
  await cluster.advance(MINUTE);
  const [peer] = await peers();
  expect(peer).toMatchObject({ push: false, pushed: true });
  expect((await ask("GET", `/peers/${peer.id}`, { as: "reader" })).body).toEqual(peer);
});

it.each([
  ["a lease of a year", { url: urlOf("b"), lease: "365d" }, 400],
  ["a filter that nobody knows", { url: urlOf("b"), filter: { colour: "red" } }, 400],
  ["an address with a path", { url: `${urlOf("b")}/x` }, 400],
  ["itself", { url: urlOf("a") }, 400],
  ["a node that is not there", { url: "https://nobody.example" }, 502],
])("does not ask with %s", async (_, json, status) => {
  await using world = await openWorld();
  expect((await world.ask("POST", "/registrations", { as: "admin", json })).status).toBe(status);
  expect((await world.ask("GET", "/registrations", { as: "admin" })).body.items).toEqual([]);
});

it("answers 404 to an id that nobody has", async () => {
  await using world = await openWorld();
  for (const path of ["/registrations/x", "/registrations/x/approve"]) {
    const method = path.endsWith("approve") ? "POST" : "GET";
    expect((await world.ask(method, path, { as: "admin" })).status).toBe(404);
  }
});
