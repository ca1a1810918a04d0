import { createServer } from "node:http";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { discal, freePort, serveProgram, temporaryFolder, until } from "../support/program.ts";

/** A configuration of a node on this machine, with lines of its own. */
function configure(folder: string, name: string, port: number, lines: readonly string[]): string {
  const file = join(folder, `${name}.yaml`);
  const text = [
    `node: { name: ${name}, url: "http://127.0.0.1:${port}", listen: "127.0.0.1:${port}", data: ${name} }`,
    "network: { allow: [127.0.0.0/8] }",
    ...lines,
  ];
  writeFileSync(file, `${text.join("\n")}\n`);
  return file;
}

async function titlesAt(port: number): Promise<string[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/events.json`);
  return ((await answer.json()) as { events: { title: string }[] }).events.map(({ title }) => title);
}

describe("the real program", () => {
  it("passes an event that was entered on the command line on, over OpenPGP, along three nodes", async () => {
    using folder = temporaryFolder();
    const [a, b, c] = await Promise.all([freePort(), freePort(), freePort()]);
    const peer = (port: number, rest = "") => `  - { url: "http://127.0.0.1:${port}", poll: false${rest} }`;
    const anna = configure(folder.path, "anna", a, ["peers:", peer(b)]);
    const ben = configure(folder.path, "ben", b, ["peers:", peer(a, ", push: false"), peer(c)]);
    const cleo = configure(folder.path, "cleo", c, ["peers:", peer(b, ", push: false")]);
    const cwd = folder.path;
    await using first = await serveProgram(["--config", anna], { cwd });
    await using second = await serveProgram(["--config", ben], { cwd });
    await using third = await serveProgram(["--config", cleo], { cwd });
    const start = `${new Date().getUTCFullYear() + 1}-05-01 19:30`;
    const added = await discal(
      ["events", "add", "--config", anna, "--title", "Evening of songs", "--start", start],
      { cwd },
    );
    expect([added.code, added.err]).toEqual([0, ""]);
    await until(
      async () => (await titlesAt(c)).includes("Evening of songs"),
      () => [first, second, third].map((program) => program.err()).join("\n---\n"),
    );
    expect(await titlesAt(b)).toEqual(["Evening of songs"]);
    const status = await discal(["peers", "--config", anna, "--json"], { cwd });
    expect(status.code).toBe(0);
  });

  it("rereads sites on SIGHUP, keeps what it has when the file is bad, and polls with conditional requests", async () => {
    using folder = temporaryFolder();
    let [asked, unchanged] = [0, 0];
    const site = createServer((request, response) => {
      asked += 1;
      if (request.headers["if-none-match"] === '"1"') {
        unchanged += 1;
        response.writeHead(304).end();
        return;
      }
      const year = new Date().getUTCFullYear() + 1;
      const event = [
        "BEGIN:VEVENT",
        "UID:1@site",
        `DTSTART:${year}0501T100000Z`,
        "SUMMARY:From a feed",
        "END:VEVENT",
      ];
      const text = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//x//y//EN",
        ...event,
        "END:VCALENDAR",
        "",
      ].join("\r\n");
      response.writeHead(200, { "content-type": "text/calendar", etag: '"1"' }).end(text);
    }).listen(0, "127.0.0.1");
    await once(site, "listening");
    const feed = `http://127.0.0.1:${(site.address() as { port: number }).port}/feed.ics`;
    const port = await freePort();
    const cwd = folder.path;
    const file = configure(cwd, "node", port, []);
    await using program = await serveProgram(["--config", file], { cwd });
    expect(await titlesAt(port)).toEqual([]);

    configure(cwd, "node", port, ["sites:", `  - { name: Site, url: "${feed}", poll: 1h }`]);
    program.signal("SIGHUP");
    await until(async () => (await titlesAt(port)).length === 1, program.err);

    writeFileSync(file, "sites: [{ nme: x }]\n");
    program.signal("SIGHUP");
    await until(() => program.err().includes("nme"), program.err);
    expect(await titlesAt(port)).toEqual(["From a feed"]);

    configure(cwd, "node", port, ["sites:", `  - { name: Site, url: "${feed}", poll: 1h }`]);
    const polled = await discal(["poll", "--config", file, "--json"], { cwd });
    expect([polled.code, polled.err]).toEqual([0, ""]);
    expect([asked, unchanged]).toEqual([2, 1]);
    site.close();
    site.closeAllConnections();
  });
});
