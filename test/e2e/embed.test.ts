import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listen, openNode, parseConfig } from "../../src/index.ts";
import { temporaryFolder } from "../support/program.ts";

const root = join(import.meta.dirname, "..", "..");
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

describe("another program", () => {
  it("embeds a node: opens it, imports a file, asks it, and closes it", async () => {
    using folder = temporaryFolder();
    const text =
      'node: { name: Embedded, url: "http://127.0.0.1:8080" }\nnetwork: { allow: [127.0.0.0/8] }\n';
    const config = parseConfig(text, folder.path);
    await using node = await openNode(config, silent);
    await using server = await listen(node.fetch, { host: "127.0.0.1", port: 0 });
    const event = ["BEGIN:VEVENT", "UID:1", "DTSTART:20300501T100000Z", "SUMMARY:Embedded", "END:VEVENT"];
    const calendar = ["BEGIN:VCALENDAR", "VERSION:2.0", ...event, "END:VCALENDAR", ""].join("\r\n");
    const { fresh } = await node.importFile("own.ics", calendar);
    expect(fresh).toEqual(["1"]);
    const feed = await fetch(`http://127.0.0.1:${server.port}/feed.ics`);
    expect(await feed.text()).toContain("SUMMARY:Embedded");
  });
});

describe("the entry", () => {
  it("is read by any Node, and says what to do where the right one is missing", () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, "scripts"));
    cpSync(join(root, "scripts", "discal.js"), join(folder.path, "scripts", "discal.js"));
    cpSync(join(root, "package.json"), join(folder.path, "package.json"));
    const pretend = `Object.defineProperty(process.versions, "node", { value: "20.1.0" }); await import(process.argv[1]);`;
    const args = ["--input-type=module", "--eval", pretend, join(folder.path, "scripts", "discal.js")];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toMatch(/needs Node 26 or newer; this is Node 20\.1\.0[\s\S]*npm ci/);
  });
});
