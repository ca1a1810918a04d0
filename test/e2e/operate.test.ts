import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Told } from "../../src/cli/doctor/checks.ts";
import { discal, freePort, serveProgram, temporaryFolder, until } from "../support/program.ts";

/** The folder of a node that answers at its own address. */
async function nodeAlone() {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const port = await freePort();
  const write = (name: string) =>
    writeFileSync(
      join(folder.path, "peers.yaml"),
      `node: { name: ${name}, listen: "127.0.0.1:${port}", url: "http://127.0.0.1:${port}" }\n`,
    );
  write("Anna");
  return { cwd: folder.path, write };
}

test("the doctor looks at a node beside its server, and without it", async () => {
  const here = await nodeAlone();
  const outcomeOf = async (check: string) => {
    const { code, out } = await discal(["doctor", "--json"], here);
    expect(code).toBe(0);
    const { findings } = JSON.parse(out) as { findings: readonly Told[] };
    return findings.find((each) => each.check === check)?.outcome;
  };
  expect(await outcomeOf("server")).toBe("warning");
  await using _server = await serveProgram([], here);
  expect(await outcomeOf("server")).toBe("ok");
  expect(await outcomeOf("database")).toBe("ok");
});

test("SIGHUP says which settings it did not take over", async () => {
  const here = await nodeAlone();
  await using server = await serveProgram([], here);
  here.write("Ben");
  server.signal("SIGHUP");
  await until(() => server.err().includes("until the next start"), server.err);
  expect(server.err()).toContain('"ignored":["node.name"]');
});

test("a token opens the API of the running server, until it is revoked", async () => {
  const here = await nodeAlone();
  await using server = await serveProgram([], here);
  const { token } = JSON.parse(
    (await discal(["token", "create", "ci", "--role", "reader", "--json"], here)).out,
  );
  const address = /is at (\S+)\//.exec(server.out())?.[1];
  const ask = () => fetch(`${address}/api/v1/status`, { headers: { Authorization: `Bearer ${token}` } });
  expect((await ask()).status).toBe(200);
  expect((await discal(["token", "revoke", "ci"], here)).code).toBe(0);
  expect((await ask()).status).toBe(401);
});
