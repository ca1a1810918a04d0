import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, request as ask, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OBJECT_CONTEXT } from "../../src/core/ical/signing-context.ts";
import { signObject } from "../../src/wire/object-signature.ts";
import { createSigner } from "../../src/wire/openpgp-signer.ts";
import { discal, freePort, serveProgram, temporaryFolder, until } from "../support/program.ts";
import { version } from "../support/versions.ts";
import { outputOf, runClient } from "./client.ts";

/** A request as it went over the wire. */
interface Overheard {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const scope = new AsyncDisposableStack();
const overheard: Overheard[] = [];
let [folder, anna, ben] = ["", "", ""];

/** Anna's node pushes to Ben's; whoever stands between them hears what she says. */
beforeAll(async () => {
  folder = scope.use(temporaryFolder()).path;
  const [annasPort, bensPort] = [await freePort(), await freePort()];
  anna = `http://127.0.0.1:${annasPort}`;
  ben = await standBefore(bensPort);
  configure("anna", anna, annasPort, `  - { url: "${ben}", poll: false }`);
  configure("ben", ben, bensPort, `  - { url: "${anna}", poll: false, push: false }`);
  for (const name of ["anna", "ben"])
    scope.use(await serveProgram(["--config", `${name}.yaml`], { cwd: folder }));
  const what = ["--title", "Evening of songs, “Grüße”", "--start", "2036-05-01 19:30"];
  await run("events", "add", "--config", "anna.yaml", ...what);
  await until(
    () => pushes().length > 0,
    () => JSON.stringify(overheard.map(({ target }) => target)),
  );
  mkdirSync(join(folder, "gnupg"), { mode: 0o700 });
});

afterAll(async () => {
  outputOf("gpgconf", ["--homedir", join(folder, "gnupg"), "--kill", "all"]);
  await scope.disposeAsync();
});

const pushes = (): readonly Overheard[] => overheard.filter(({ target }) => target === "/discal/enter-event");

function configure(name: string, url: string, port: number, peer: string): void {
  const node = `node: { name: ${name}, url: "${url}", listen: "127.0.0.1:${port}", data: ${name} }`;
  const lines = [node, "network: { allow: [127.0.0.0/8] }", "peers:", peer];
  writeFileSync(join(folder, `${name}.yaml`), `${lines.join("\n")}\n`);
}

async function run(...command: readonly string[]): Promise<string> {
  const { code, out, err } = await discal(command, { cwd: folder });
  if (code !== 0) throw new Error(`discal ${command.join(" ")} ended with ${code}: ${err}`);
  return out;
}

/** A server that passes on what it is asked, and remembers it; gives its address. */
async function standBefore(port: number): Promise<string> {
  const server = createServer(async (incoming, answer) => {
    const body = Buffer.concat(await Array.fromAsync<Buffer>(incoming));
    const { method = "", url: target = "", headers } = incoming;
    overheard.push({ method, target, headers, body });
    const onward = ask({ host: "127.0.0.1", port, path: target, method, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    onward.on("error", () => answer.writeHead(502).end()).end(body);
  }).listen(0, "127.0.0.1");
  scope.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function gpg(...options: readonly string[]): ReturnType<typeof runClient> {
  return runClient("gpg", ["--homedir", join(folder, "gnupg"), "--batch", "--no-tty", ...options]);
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** gpg's verdict on a detached signature. */
function verify(
  signature: Uint8Array,
  content: string | Uint8Array,
): { readonly code: number | null; readonly out: string } {
  return gpg("--status-fd", "1", "--verify", file("sig", signature), file("content", content));
}

/** The text that a push signature covers, made from what was overheard by the words of PROTOCOL.md alone. */
function signedText({ method, target, headers }: Overheard, recipientKey: string): string {
  const field = fieldsOf(headers);
  return [
    "DisCal-Push/1",
    `method: ${method}`,
    `target: ${target}`,
    `sender: ${field("site").replaceAll('"', "")}`,
    `recipient: ${ben}`,
    `recipient-key: ${recipientKey}`,
    `created: ${field("created")}`,
    `expires: ${field("expires")}`,
    `nonce: ${field("nonce")}`,
    "content-type: text/calendar",
    `content-digest: ${String(headers["content-digest"])}`,
    "",
  ].join("\n");
}

function fieldsOf(headers: IncomingHttpHeaders): (name: string) => string {
  const parts = String(headers["discal-signature"])
    .split("; ")
    .map((part) => part.split(/=(.*)/s));
  return (name) => parts.find(([is]) => is === name)?.[1] ?? "";
}

async function fingerprintOf(name: string): Promise<string> {
  return JSON.parse(await run("keys", "--json", "--config", `${name}.yaml`)).fingerprint;
}

describe("gpg", () => {
  it("reads the certificate that the node serves, which is the one that its operator sees", async () => {
    const fingerprint = await fingerprintOf("anna");
    const served = outputOf("curl", ["--silent", "--fail", `${anna}/discal/v1/keys/${fingerprint}`]);
    expect(served).toBe(await run("keys", "--armor", "--config", "anna.yaml"));
    const rows = gpg("--with-colons", "--show-keys", file("anna.asc", served))
      .out.split("\n")
      .map((row) => row.split(":"));
    expect(rows.find(([kind]) => kind === "fpr")?.[9]).toBe(fingerprint);
    expect(rows.filter(([kind]) => kind === "pub" || kind === "sub").map((row) => row[3])).toEqual([
      "22",
      "22",
    ]);
    expect(rows.find(([kind]) => kind === "uid")?.[9]).toContain("anna");
    expect(gpg("--import", join(folder, "anna.asc")).code).toBe(0);
  });

  it("verifies a push that one node sent another, over the text that PROTOCOL.md describes", async () => {
    const fingerprint = await fingerprintOf("anna");
    const [push] = pushes();
    const text = signedText(push!, await fingerprintOf("ben"));
    const signature = Buffer.from(fieldsOf(push!.headers)("sig").replaceAll(/^:|:$/g, ""), "base64");
    const good = verify(signature, text);
    expect(good.out).toMatch(new RegExp(`VALIDSIG [0-9A-F]{40} .* 00 ${fingerprint}`));
    expect(good.code).toBe(0);
    const bad = verify(signature, text.replace(/^target: .*/m, "target: /elsewhere"));
    expect(bad.out).toContain("BADSIG");
    expect(bad.code).not.toBe(0);
  });

  it("finds the digest of the pushed bytes in the signed text", () => {
    const [push] = pushes();
    const said = outputOf("gpg", ["--print-md", "sha256", file("body", push!.body)]);
    const hex = said
      .slice(said.indexOf(":") + 1)
      .replaceAll(/\s/g, "")
      .toLowerCase();
    expect(push!.headers["content-digest"]).toBe(`sha-256=:${Buffer.from(hex, "hex").toString("base64")}:`);
  });

  it("verifies an object that was signed with the node's own key file", async () => {
    const signer = await createSigner({
      privateKey: readFileSync(join(folder, "anna", "keys", "signing.asc"), "utf8"),
    });
    const text = `BEGIN:VCALENDAR\r\n${OBJECT_CONTEXT}\r\nEND:VCALENDAR\r\n`;
    const signature = Buffer.from(await signObject(version({ text }), signer, Date.now()), "base64");
    expect(verify(signature, text)).toMatchObject({
      code: 0,
      out: expect.stringContaining(` 00 ${signer.fingerprint}`),
    });
    expect(verify(signature, text.replaceAll("\r", "")).code).not.toBe(0);
  });
});

describe("sha256sum", () => {
  it("gives an object's bytes the name under which they are served", async () => {
    const { c1 } = /X-DISCAL-OBJECT:(?<c1>[0-9a-f\r\n ]+?)\r\n(?! )/.exec(
      await (await fetch(`${anna}/feed.ics`)).text(),
    )!.groups!;
    const name = c1!.replaceAll(/\s/g, "");
    const served = outputOf("curl", ["--silent", "--fail", `${anna}/discal/v1/objects/${name}`]);
    const canonical = served.replaceAll("\r\n ", "").replaceAll(/^X-(HOP|DISCAL-SIG):.*\r\n/gm, "");
    expect(outputOf("sha256sum", [], { input: canonical })).toBe(`${name}  -\n`);
  });
});
