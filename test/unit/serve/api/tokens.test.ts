import { expect, it } from "vitest";
import { openWorld } from "./world.ts";
import { against } from "../../../support/threat.ts";

it(
  "makes a token that works until it is revoked, and keeps its text nowhere",
  against(
    "identity",
    "a token is stolen",
    "it is revoked at once; its text is told once, and no list repeats it",
  ),
  async () => {
    await using world = await openWorld();
    const { ask } = world;
    const headers = { "Idempotency-Key": "make-one" };
    const json = { name: "ci", role: "reader" };
    const made = await ask("POST", "/tokens", { as: "admin", json, headers });
    expect(made.body).toMatchObject({ role: "reader", state: "valid", expires_at: "2026-06-14T12:00:00Z" });
    expect(made.body.token).toMatch(/^discal_[A-Za-z0-9_-]{43}$/);
    const bearer = { Authorization: `Bearer ${made.body.token}` };
    expect((await ask("GET", "/status", { headers: bearer })).status).toBe(200);

    const again = await ask("POST", "/tokens", { as: "admin", json, headers });
    expect(again.body).toEqual({ ...made.body, token: null });
    const listed = await ask("GET", "/tokens", { as: "admin" });
    expect(listed.text).not.toContain(made.body.token);

    const revoked = await ask("DELETE", `/tokens/${made.body.id}`, { as: "admin" });
    expect(revoked.body.state).toBe("revoked");
    const refused = await ask("GET", "/status", { headers: bearer });
    expect([refused.status, refused.body.details.fault]).toEqual([401, "revoked"]);
  },
);

it.each([
  ["a role that is none", { name: "ci", role: "king" }],
  ["no name", { name: " ", role: "reader" }],
  ["an expiry that is past", { name: "ci", role: "reader", expires_at: "2020-01-01T00:00:00Z" }],
  ["an expiry that is no instant", { name: "ci", role: "reader", expires_at: "tomorrow" }],
])("refuses %s", async (_, json) => {
  await using world = await openWorld();
  expect((await world.ask("POST", "/tokens", { as: "admin", json })).status).toBe(400);
});
