import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { root } from "../support/installed.ts";
import { discal, freePort, serveProgram, temporaryFolder } from "../support/program.ts";

const run = promisify(execFile);

/** A node of its own in a folder, configured to answer on a free port. */
async function prepare(folder: string): Promise<string> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const config = `node: { name: Anna, listen: "127.0.0.1:${port}", url: "${origin}", timezone: Europe/Berlin }\n`;
  writeFileSync(join(folder, "peers.yaml"), config);
  return origin;
}

it("does what the first steps of its page say, command by command", async () => {
  using folder = temporaryFolder();
  const origin = await prepare(folder.path);
  await using _program = await serveProgram([], { cwd: folder.path });
  const page = await (await fetch(`${origin}/api/v1/docs`)).text();
  const [, steps = ""] = /id="start"([\s\S]*?)<\/section>/.exec(page) ?? [];
  const [read = "", mint = "", enter = "", change = ""] = [
    ...steps.matchAll(/<pre><code>([\s\S]*?)<\/code>/g),
  ].map(([, text = ""]) =>
    text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&gt;", ">").replaceAll("&amp;", "&"),
  );
  const program = `"${process.execPath}" "${join(root, "scripts", "discal.js")}"`;
  const shell = async (...lines: readonly string[]) => {
    const script = lines.join("\n").replaceAll("npx discal", program).replaceAll("curl ", "curl -sSf ");
    const { stdout } = await run("bash", ["-euc", script], { cwd: folder.path });
    return JSON.parse(stdout);
  };
  expect(await shell(read)).toEqual({ items: [], next: null });
  const { uid } = await shell(mint, enter);
  expect(await shell(mint, change.replace("UID", uid))).toMatchObject({ uid, revision: 1 });
  expect((await shell(read)).items).toMatchObject([{ uid, location: "Town hall", tags: ["music"] }]);
});

it("lets somebody with a token from the command line enter an event, change it and take it back", async () => {
  using folder = temporaryFolder();
  const origin = await prepare(folder.path);
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
