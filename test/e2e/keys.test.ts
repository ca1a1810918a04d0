import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { webKeyHash } from "../../src/wire/web-key.ts";
import { discal, freePort, serveProgram, temporaryFolder, until } from "../support/program.ts";
import { shellBlocks } from "../support/shell-blocks.ts";

const missing = ["gpg", "curl", "openssl"].filter(
  (name) => spawnSync(name, ["--version"]).error !== undefined,
);
if (missing.length > 0)
  console.warn(`${missing.join(", ")} not installed: what people do with curl and gpg is NOT tested here.`);

const document = readFileSync(join(import.meta.dirname, "..", "..", "schema", "PROTOCOL.md"), "utf8");
const script = shellBlocks(document).find((block) => block.script.includes("DisCal-Entry/1"))?.script ?? "";

const event = [
  "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//curl//EN\r\nBEGIN:VEVENT\r\nDTSTAMP:20261121T120000Z",
  "DTSTART:20301224T180000Z\r\nSUMMARY:Anna's reading\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
].join("\r\n");

/** A folder with a node that locks its events, gpg's home, and a way to run both. */
async function world() {
  const folder = temporaryFolder();
  const home = temporaryFolder();
  const port = await freePort();
  const url = `http://localhost:${port}`;
  writeFileSync(
    join(folder.path, "peers.yaml"),
    `node:\n  url: "${url}"\n  listen: 127.0.0.1:${port}\n  data: data\n  authority: locked\nnetwork:\n  allow: ["127.0.0.0/8", "::1"]\n`,
  );
  const env = { ...process.env, GNUPGHOME: home.path };
  const run = (command: string, args: readonly string[], input?: string) =>
    execFileSync(command, args, {
      cwd: folder.path,
      env,
      encoding: "utf8",
      input,
      stdio: ["pipe", "pipe", "pipe"],
    });
  const cli = async (...args: readonly string[]) => {
    const { code, out, err } = await discal(args, { cwd: folder.path });
    if (code !== 0) throw new Error(`discal ${args.join(" ")}: ${err}`);
    return out;
  };
  return {
    folder: folder.path,
    url,
    run,
    cli,
    gpg: (...args: readonly string[]) => run("gpg", ["--batch", "--no-tty", ...args]),
    [Symbol.asyncDispose]: async () => {
      spawnSync("gpgconf", ["--homedir", home.path, "--kill", "all"]);
      home[Symbol.dispose]();
      folder[Symbol.dispose]();
    },
  };
}

describe.skipIf(missing.length > 0)("with a distribution's gpg", () => {
  it.each([["rsa3072"], ["ed25519"]])(
    "a person with curl and a key of %s enters an event by the words of PROTOCOL.md",
    async (algorithm) => {
      await using here = await world();
      await using _server = await serveProgram([], { cwd: here.folder });
      here.gpg(
        "--passphrase",
        "",
        "--quick-generate-key",
        "Anna <anna@example.org>",
        algorithm,
        "default",
        "never",
      );
      writeFileSync(join(here.folder, "anna.asc"), here.gpg("--armor", "--export", "anna@example.org"));
      await here.cli("authors", "add", "anna.asc", "--name", "Anna");
      writeFileSync(join(here.folder, "event.ics"), event);
      const said = script.replace("https://calendar.example", here.url);
      const [entered] = JSON.parse(here.run("sh", ["-eu"], said)) as { uid: string; verdict: string }[];
      expect(entered).toMatchObject({ verdict: "accepted" });
      const again =
        'curl -s -F ical=@event.ics -F signature=@entry.txt.sig -F "created=$(sed -n s/created:.//p entry.txt)"';
      const repeated = here.run("sh", ["-eu"], `${again} ${here.url}/discal/enter-event`);
      expect(JSON.parse(repeated)).toMatchObject([{ uid: entered?.uid, verdict: "duplicate" }]);
      expect(await (await fetch(`${here.url}/feed.ics`)).text()).toContain("SUMMARY:Anna's reading");
      await here.cli("authors", "remove", "Anna");
      writeFileSync(join(here.folder, "event.ics"), event.replace("reading", "last reading"));
      expect(JSON.parse(here.run("sh", ["-eu"], said))).toMatchObject({
        details: { fault: "unknown-author" },
      });
    },
  );

  it("what the node signs is verified, before and after its key is rotated, and lost", async () => {
    await using here = await world();
    await using server = await serveProgram([], { cwd: here.folder });
    const enter = async (title: string): Promise<string> => {
      const out = await here.cli("events", "add", "--title", title, "--start", "2030-12-24 19:30", "--json");
      return (JSON.parse(out) as { uid: string }).uid;
    };
    /** The status lines of gpg for the object as it is served now. */
    const verify = async (uid: string): Promise<string> => {
      const { items } = (await (await fetch(`${here.url}/discal/v1/changes`)).json()) as {
        items: { uid: string; versions: { c1: string }[] }[];
      };
      const c1 = items.find((item) => item.uid === uid)?.versions[0]?.c1 ?? "";
      for (const ending of ["ics", "sig"]) {
        const answer = await fetch(`${here.url}/discal/v1/objects/${c1}.${ending}`);
        writeFileSync(join(here.folder, `object.${ending}`), Buffer.from(await answer.arrayBuffer()));
      }
      here.gpg("--import", file(await here.cli("keys", "export")));
      return here.gpg("--status-fd", "1", "--verify", "object.sig", "object.ics");
    };
    const file = (text: string): string => {
      writeFileSync(join(here.folder, "node.asc"), text);
      return "node.asc";
    };
    const primary = /^Key: ([0-9A-F]{40})$/m.exec(server.out())?.[1] ?? "";
    const subkeyOf = (said: string): string | undefined =>
      /VALIDSIG ([0-9A-F]{40}) .* ([0-9A-F]{40})$/m.exec(said)?.[1];

    const first = await enter("Before");
    const before = await verify(first);
    expect(before).toContain("GOODSIG");
    expect(before).toContain(primary);

    await here.cli("keys", "rotate");
    // The server takes it up within a second or two.
    await until(
      () => server.err().includes("the signing key was rotated"),
      () => server.err(),
    );
    const after = await verify(await enter("After"));
    expect(subkeyOf(after)).not.toBe(subkeyOf(before));
    expect(subkeyOf(await verify(first))).toBe(subkeyOf(before));

    expect(await here.cli("keys", "revoke", "--reason", "compromised")).toContain(
      "2 events of this node signed anew",
    );
    const anew = await verify(first);
    expect(anew).toContain("GOODSIG");
    expect([subkeyOf(before), subkeyOf(after)]).not.toContain(subkeyOf(anew));

    const keys = JSON.parse(await here.cli("keys", "--json")) as { subkeys: { state: string }[] };
    expect(keys.subkeys.map(({ state }) => state)).toEqual(["signs", "compromised", "compromised"]);
    const doctor = JSON.parse((await discal(["doctor", "--json"], { cwd: here.folder })).out) as {
      findings: { check: string; outcome: string }[];
    };
    expect(
      doctor.findings.filter(({ check }) => check.startsWith("key")).map(({ outcome }) => outcome),
    ).toEqual(["ok", "ok"]);
    await until(
      async () => (await served(here.url, primary)).includes(await here.cli("keys", "export")),
      () => "another certificate",
    );
    const webKey = await fetch(`${here.url}/.well-known/openpgpkey/hu/${webKeyHash}?l=discal`);
    expect(webKey.status).toBe(200);
    writeFileSync(join(here.folder, "wkd.pgp"), Buffer.from(await webKey.arrayBuffer()));
    expect(here.gpg("--show-keys", "--with-colons", "wkd.pgp")).toContain(subkeyOf(anew)?.slice(-16));
  }, 60_000);
});

async function served(url: string, fingerprint: string): Promise<string> {
  return (await fetch(`${url}/discal/v1/keys/${fingerprint}`)).text();
}
