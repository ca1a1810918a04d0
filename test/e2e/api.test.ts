import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { discal, freePort, serveProgram, temporaryFolder } from "../support/program.ts";

it("lets somebody with a token from the command line enter an event, change it and take it back", async () => {
  using folder = temporaryFolder();
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const config = `node: { name: Anna, listen: "127.0.0.1:${port}", url: "${origin}", timezone: Europe/Berlin }\n`;
  writeFileSync(join(folder.path, "peers.yaml"), config);
  await using program = await serveProgram([], { cwd: folder.path });
  const made = await discal(["token", "create", "me", "--role", "editor"], { cwd: folder.path });
  const token = made.out.trim();

  const api = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === "" ? null : JSON.parse(text) };
  };

  const key = { "Idempotency-Key": "first" };
  const draft = { title: "Evening of songs", start: "2030-05-01T19:30", tags: ["music"] };
  const entered = await api("POST", "/events", draft, key);
  expect(entered.status).toBe(201);
  expect((await api("POST", "/events", draft, key)).body.uid).toBe(entered.body.uid);
  const at = `/events/${entered.body.uid}`;
  const changed = await api("PATCH", at, { location: "Town hall" }, { "If-Match": '"0"' });
  expect([changed.status, changed.headers.get("ETag")]).toEqual([200, '"1"']);
  expect((await api("PATCH", at, { location: "Elsewhere" }, { "If-Match": '"0"' })).status).toBe(412);

  const feed = await (await fetch(`${origin}/feed.ics`)).text();
  expect(feed).toContain("LOCATION:Town hall");
  expect((await api("GET", "/events?q=songs")).body.items).toHaveLength(1);
  expect((await api("DELETE", at)).body.deleted).toBe(true);
  expect((await api("GET", "/events?q=songs")).body.items).toEqual([]);

  expect((await api("GET", "/tokens")).status).toBe(403);
  expect((await discal(["token", "revoke", "me"], { cwd: folder.path })).code).toBe(0);
  expect((await api("GET", "/status")).status).toBe(401);
  expect(program.out() + program.err()).not.toContain(token);
});
