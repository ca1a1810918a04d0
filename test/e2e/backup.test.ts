import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { against } from "../support/threat.ts";
import { discal, freePort, serveProgram, temporaryFolder } from "../support/program.ts";

interface Place {
  readonly cwd: string;
  /** Folders beside it, not there yet. */
  readonly beside: (name: string) => string;
  readonly url: string;
}

/** A node with one event, in a folder of its own. */
async function node(): Promise<Place> {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const cwd = join(folder.path, "node");
  const url = `http://127.0.0.1:${await freePort()}`;
  mkdirSync(cwd);
  writeFileSync(join(cwd, "peers.yaml"), `node: { name: Anna, listen: "${url.slice(7)}", url: "${url}" }\n`);
  const here = { cwd, url, beside: (name: string) => join(folder.path, name) };
  await add(here, "First");
  return here;
}

const add = (here: Place, title: string) =>
  discal(["events", "add", "--title", title, "--start", "2030-05-01T19:30"], here);

/** What the node serves, but for the moment at which its document is made. */
async function served(
  here: Place,
): Promise<{ readonly feed: string; readonly key: string; readonly epoch: string }> {
  const { out } = await discal(["export"], here);
  const { fingerprint } = JSON.parse((await discal(["keys", "--json"], here)).out);
  await using _server = await serveProgram([], here);
  const document = (await (await fetch(`${here.url}/.well-known/discal`)).json()) as { epoch: string };
  return { feed: out, key: fingerprint, epoch: document.epoch };
}

test("a backup under writes is restored elsewhere, and serves what the node served, under a new epoch", async () => {
  const here = await node();
  const target = here.beside("backup");
  {
    await using _server = await serveProgram([], here);
    const writing = Promise.all(["Second", "Third"].map((title) => add(here, title)));
    expect(await discal(["backup", target], here)).toMatchObject({ code: 0 });
    await writing;
  }
  const second = here.beside("second");
  expect(await discal(["backup", second, "--json"], here)).toMatchObject({ code: 0 });
  const before = await served(here);

  const cwd = here.beside("elsewhere");
  mkdirSync(cwd);
  const restored = await discal(["restore", second], { cwd });
  expect(restored).toMatchObject({ code: 0, err: "" });
  expect(restored.out).toMatch(/^Restored Anna/);
  const after = await served({ ...here, cwd });
  expect(after).toEqual({ ...before, epoch: expect.not.stringMatching(before.epoch) });
  expect(readFileSync(join(cwd, "peers.yaml"), "utf8")).toContain("name: Anna");
  for (const file of ["discal.db", "keys/primary.asc", "keys/signing.asc"])
    expect(statSync(join(cwd, "data", file)).mode & 0o077).toBe(0);

  const named = join(here.beside("bare"), "settings.yaml");
  const there = await discal(["restore", second], { cwd, env: { DISCAL_CONFIG: named } });
  expect(there).toMatchObject({ code: 0, err: "" });
  expect(readFileSync(named, "utf8")).toContain("name: Anna");

  const first = here.beside("first");
  mkdirSync(first);
  expect(await discal(["restore", target], { cwd: first })).toMatchObject({ code: 0 });
  expect((await discal(["events", "list"], { cwd: first })).out).toContain("First");
}, 120_000);

test("a broken backup is refused with all that is wrong, and loses nothing", async () => {
  const here = await node();
  const target = here.beside("backup");
  await discal(["backup", target], here);
  truncateSync(join(target, "discal.db"), 100_000);
  writeFileSync(join(target, "keys", "signing.asc"), "x");
  const before = await discal(["export"], here);
  const { code, err } = await discal(["restore", target, "--force"], here);
  expect(code).toBe(2);
  expect(err).toMatch(/discal\.db has 100000 bytes instead of \d+; keys\/signing\.asc has 1 bytes/);
  expect((await discal(["export"], here)).out).toBe(before.out);
  const cwd = here.beside("elsewhere");
  mkdirSync(cwd);
  expect((await discal(["restore", target], { cwd })).code).toBe(2);
  expect(readdirSync(cwd)).toEqual([]);
}, 120_000);

test("a restore takes the place of a node only by force, with its server stopped, and keeps what was there", async () => {
  const here = await node();
  const target = here.beside("backup");
  await discal(["backup", target, "--without-primary"], here);
  expect(readdirSync(join(target, "keys"))).toEqual(["signing.asc"]);
  await add(here, "Second");
  {
    await using _server = await serveProgram([], here);
    const { code, err } = await discal(["restore", target, "--force"], here);
    expect([code, err]).toEqual([2, expect.stringContaining("stop it first")]);
  }
  const { code, err } = await discal(["restore", target], here);
  expect([code, err]).toEqual([2, expect.stringContaining("with --force it is moved aside")]);
  const forced = await discal(["restore", target, "--force", "--json"], here);
  expect(forced).toMatchObject({ code: 0 });
  const { aside } = JSON.parse(forced.out);
  expect(readdirSync(aside).toSorted()).toEqual(["discal.db", "keys"]);
  expect(readdirSync(join(aside, "keys")).toSorted()).toEqual(["primary.asc", "signing.asc"]);
  const { out } = await discal(["events", "list"], here);
  expect(out).toContain("First");
  expect(out).not.toContain("Second");
  expect(await discal(["backup", target], here)).toMatchObject({ code: 2 });
}, 120_000);

test(
  "the secret key is in a backup only where it is asked for, and put back then, without loss of another",
  {
    ...against(
      "identity",
      "a backup gets abroad",
      "the key that seals other sites' tokens is left out of it",
    ),
    timeout: 120_000,
  },
  async () => {
    const here = await node();
    const key = (cwd: string) => readFileSync(join(cwd, "data", "secret.key"), "utf8");
    const plain = await discal(["backup", here.beside("plain")], here);
    expect(plain.out).toContain("The secret key is not in it");
    expect(readdirSync(here.beside("plain"))).not.toContain("secret.key");
    const whole = await discal(["backup", "--with-secret-key", here.beside("whole")], here);
    expect(whole.out).toContain("The secret key is in it, too");
    const restore = async (name: string, backup: string) => {
      const cwd = here.beside(name);
      mkdirSync(cwd, { recursive: true });
      return discal(["restore", "--force", here.beside(backup)], { cwd });
    };
    expect((await restore("bare", "plain")).out).toContain("There is no secret key at");
    const same = await restore("other", "whole");
    expect(same.out).not.toContain("secret key");
    expect(key(here.beside("other"))).toBe(key(here.cwd));
    expect(statSync(join(here.beside("other"), "data", "secret.key")).mode & 0o777).toBe(0o600);
    const another = `discal-secret-1 ${"A".repeat(43)}\n`;
    writeFileSync(join(here.beside("other"), "data", "secret.key"), another);
    const [, aside = ""] =
      /Another secret key was at .*; it is in (\S+)\./.exec((await restore("other", "whole")).out) ?? [];
    expect(readFileSync(aside, "utf8")).toBe(another);
    expect(key(here.beside("other"))).toBe(key(here.cwd));
  },
);
