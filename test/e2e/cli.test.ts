import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { discal, serveProgram, temporaryFolder, until } from "../support/program.ts";

function calendar(...titles: readonly string[]): string {
  const events = titles.flatMap((title, index) => [
    "BEGIN:VEVENT",
    `UID:${index}@feeds.example`,
    "DTSTAMP:20260101T000000Z",
    `DTSTART:2036010${index + 1}T120000Z`,
    `SUMMARY:${title}`,
    "END:VEVENT",
  ]);
  return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", ...events, "END:VCALENDAR", ""].join(
    "\r\n",
  );
}

/** A feed on this machine, and the folder of a node that polls it. */
async function nodeWithFeed(text: () => string | Promise<string>) {
  const folder = temporaryFolder();
  const server = createServer(
    (_, response) => void Promise.resolve(text()).then((body) => response.end(body)),
  ).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
    folder[Symbol.dispose]();
  });
  const { port } = server.address() as AddressInfo;
  const settings = `node: { listen: "127.0.0.1:0" }
network: { allow: [127.0.0.0/8] }
sites:
  - { url: "http://127.0.0.1:${port}/events.ics", name: Town library }
`;
  writeFileSync(join(folder.path, "peers.yaml"), settings);
  return { cwd: folder.path };
}

test("a feed is polled, listed, exported and imported elsewhere by the command line alone", async () => {
  let text = calendar("Story time", "Chess");
  const here = await nodeWithFeed(() => text);
  const polled = await discal(["poll"], here);
  expect(polled).toMatchObject({ code: 0, err: "" });
  expect(polled.out).toMatch(/^Town library\s+changed\s+2$/m);
  text = calendar("Story time, later", "Chess");
  expect((await discal(["poll", "town library"], here)).out).toMatch(
    /^changed\s+Story time, later\s+Town library/m,
  );
  expect((await discal(["poll", "--json"], here)).out).toContain('"outcome": "unchanged"');

  expect((await discal(["export", "--output", "all.ics"], here)).code).toBe(0);
  const other = temporaryFolder();
  onTestFinished(() => other[Symbol.dispose]());
  expect((await discal(["init", "--url", "https://calendar.example"], { cwd: other.path })).code).toBe(0);
  expect((await discal(["import", join(here.cwd, "all.ics")], { cwd: other.path })).out).toMatch(
    /all\.ics\s+changed\s+2/,
  );
  const listed = JSON.parse((await discal(["events", "--json"], { cwd: other.path })).out);
  expect(listed.events.map(({ title }: { title: string }) => title)).toEqual(["Story time, later", "Chess"]);
});

test("polling and entering work beside a running server", async () => {
  const here = await nodeWithFeed(() => calendar("Story time"));
  await using server = await serveProgram([], here);
  expect(await discal(["poll"], here)).toMatchObject({ code: 0 });
  expect(await discal(["events", "add", "--title", "Fair", "--start", "2036-01-05"], here)).toMatchObject({
    code: 0,
  });
  const address = /is at (\S+)\//.exec(server.out())?.[1];
  const { events } = (await (await fetch(`${address}/events.json`)).json()) as {
    events: { title: string }[];
  };
  expect(events.map(({ title }) => title)).toEqual(["Story time", "Fair"]);
});

test("a node that is told to stop waits for no feed, and holds that against none", async () => {
  const asked = Promise.withResolvers<void>();
  const here = await nodeWithFeed(() => {
    asked.resolve();
    return new Promise(() => {});
  });
  await using program = await serveProgram([], here);
  await asked.promise;
  const before = performance.now();
  expect(await program.stop()).toBe(0);
  expect(performance.now() - before).toBeLessThan(5_000);
  expect(JSON.parse((await discal(["sites", "--json"], here)).out).sites).toMatchObject([
    { failures: 0, failing_since: null },
  ]);
});

test("Ctrl-C that arrives twice, as npm and an older Node hand it on, lets a request under way end", async () => {
  const here = await nodeWithFeed(() => calendar("Chess"));
  await using program = await serveProgram([], here);
  const port = Number(/ is at http:\/\/127\.0\.0\.1:(\d+)\//.exec(program.out())?.[1]);
  const client = connect(port, "127.0.0.1").setEncoding("utf8");
  let answer = "";
  client.on("data", (text: string) => (answer += text));
  const head = ["POST /discal/v1/objects HTTP/1.1", "Host: x", "Content-Length: 2", "Expect: 100-continue"];
  client.write(`${head.join("\r\n")}\r\n\r\n`);
  const seen = () => answer + program.err();
  await until(() => answer.includes("100 Continue"), seen);
  program.signal("SIGINT");
  await until(() => program.err().includes('"closing"'), seen);
  program.signal("SIGINT");
  client.write("{}");
  await until(() => answer.includes("HTTP/1.1 400"), seen);
  expect(await program.stop()).toBe(0);
});

test("exit codes and streams are for programs: 1 failed, 2 wrong use, errors on standard error", async () => {
  const here = await nodeWithFeed(() => "<html>no calendar</html>");
  const failed = await discal(["poll"], here);
  expect(failed).toMatchObject({ code: 1, err: "" });
  expect(failed.out).toMatch(/^Town library\s+failed/m);
  expect(await discal(["pol"], here)).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining('"poll"'),
  });
  writeFileSync(join(here.cwd, "peers.yaml"), "sites:\n  - uri: https://feeds.example\n");
  const broken = await discal(["status", "--json"], here);
  expect(broken).toMatchObject({ code: 2, out: "" });
  expect(JSON.parse(broken.err).error.message).toContain(
    'peers.yaml:2: sites[0].uri: unknown key; did you mean "url"?',
  );
});

test("without configuration the commands show the sample city", async () => {
  using folder = temporaryFolder();
  const { code, out } = await discal(["status"], { cwd: folder.path });
  expect(code).toBe(0);
  expect(out).toMatch(/made-up sample city/);
  expect(out).toMatch(/^events\s+\d+/m);
});

test("--version tells that of the package", async () => {
  using folder = temporaryFolder();
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
  expect((await discal(["--version"], { cwd: folder.path })).out).toBe(`${version}\n`);
});
