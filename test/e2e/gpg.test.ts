import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OBJECT_CONTEXT } from "../../src/core/ical/signing-context.ts";
import { signObject } from "../../src/wire/object-signature.ts";
import { generateKeys } from "../../src/wire/openpgp-keys.ts";
import { createSigner } from "../../src/wire/openpgp-signer.ts";
import { createVerifier } from "../../src/wire/openpgp-verifier.ts";
import { readWebKey, webKeyHash } from "../../src/wire/web-key.ts";
import { version } from "../support/versions.ts";
import published from "../../schema/wire/envelope-vectors.json" with { type: "json" };

const missing = spawnSync("gpg", ["--version"]).error !== undefined;
if (missing)
  console.warn("gpg is not installed: what a distribution's gpg makes of our keys is NOT tested here.");

const now = Date.now();
const keys = await generateKeys({ name: "A", url: "https://a.example", now });
const signer = await createSigner({ privateKey: keys.signing });
const utf8 = new TextEncoder();
let home = "";

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "gpg-"));
});

afterAll(() => {
  if (!missing) execFileSync("gpgconf", ["--homedir", home, "--kill", "all"]);
  rmSync(home, { recursive: true });
});

function gpg(...options: string[]): string {
  const { status, stdout, stderr } = spawnSync(
    "gpg",
    ["--homedir", home, "--batch", "--no-tty", ...options],
    {
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(`gpg ${options.join(" ")}: ${stderr}`);
  return stdout;
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(home, name);
  writeFileSync(path, content);
  return path;
}

/** Lines of gpg's machine-readable listing, cut at their colons. */
function listed(...options: string[]): string[][] {
  const lines = gpg("--with-colons", "--with-subkey-fingerprint", ...options).split("\n");
  return lines.map((line) => line.split(":"));
}

/** What gpg says of a detached signature, as `[GNUPG:]` status lines. */
function verify(signature: Uint8Array, content: string | Uint8Array): string {
  return gpg("--status-fd", "1", "--verify", file("detached.sig", signature), file("content", content));
}

describe.skipIf(missing)("a distribution's gpg", () => {
  it("sees a primary that only certifies and a subkey that signs", () => {
    gpg("--import", file("ours.asc", keys.certificate));
    const rows = listed("--list-keys", signer.fingerprint);
    const capabilities = (kind: string) => rows.filter(([is]) => is === kind).map((row) => row[11]);
    expect(rows.find(([is]) => is === "fpr")?.[9]).toBe(signer.fingerprint);
    // Lower case is the key's own, upper case the whole certificate's.
    expect(capabilities("pub").map((letters) => letters?.replaceAll(/[A-Z]/g, ""))).toEqual(["c"]);
    expect(capabilities("sub")).toEqual(["s"]);
  });

  it("finds our key where a Web Key Directory is asked for discal@ the node's host", async () => {
    const { bytes } = await readWebKey(keys.certificate);
    gpg("--import", file("wkd.pgp", bytes));
    expect(gpg("--with-wkd-hash", "--list-keys", "discal@a.example")).toContain(`${webKeyHash}@a.example`);
    expect(listed("--list-keys", "discal@a.example").find(([is]) => is === "fpr")?.[9]).toBe(
      signer.fingerprint,
    );
  });

  it("takes the node's file as a signing subkey without its primary, and the other as both", () => {
    gpg("--import", file("signing.asc", keys.signing));
    const secret = () =>
      listed("--list-secret-keys", signer.fingerprint)
        .filter(([is]) => is === "sec" || is === "ssb")
        .map(([is, , , , , , , , , , , , , , token]) => [is, token === "#" ? "absent" : "present"]);
    expect(secret()).toEqual([
      ["sec", "absent"],
      ["ssb", "present"],
    ]);
    gpg("--import", file("primary.asc", keys.primary));
    expect(secret()).toEqual([
      ["sec", "present"],
      ["ssb", "present"],
    ]);
  });

  it("verifies a push that we signed", async () => {
    const text = published.vectors[0]?.text ?? "";
    const said = verify(await signer.sign(utf8.encode(text), now), text);
    expect(said).toContain("[GNUPG:] GOODSIG");
    expect(said).toMatch(new RegExp(`VALIDSIG [0-9A-F]{40} .* 00 ${signer.fingerprint}`));
  });

  it("verifies the published vectors", () => {
    gpg("--import", file("vector.asc", published.key.certificate));
    for (const { headers, text } of published.vectors) {
      const base64 = /sig=:(.*):$/.exec(headers["DisCal-Signature"])?.[1] ?? "";
      expect(verify(Buffer.from(base64, "base64"), text)).toContain(` 00 ${published.key.fingerprint}`);
    }
  });

  it("verifies an object that we signed", async () => {
    const text = `BEGIN:VCALENDAR\r\n${OBJECT_CONTEXT}\r\nEND:VCALENDAR\r\n`;
    const signature = await signObject(version({ text }), signer, now);
    expect(verify(Buffer.from(signature, "base64"), text)).toContain("[GNUPG:] GOODSIG");
  });

  it.each([["ed25519"], ["rsa2048"]])("signs with %s what we verify", async (algorithm) => {
    const name = `theirs ${algorithm}`;
    gpg("--passphrase", "", "--quick-generate-key", name, algorithm, "cert", "never");
    const fingerprint = listed("--list-keys", name).find(([is]) => is === "fpr")?.[9] ?? "";
    gpg("--passphrase", "", "--quick-add-key", fingerprint, algorithm, "sign", "never");
    const key = { fingerprint, certificate: gpg("--armor", "--export", fingerprint) };
    const verifier = createVerifier();
    const check = async (how: readonly string[]) => {
      const signature = join(home, "theirs.sig");
      gpg("--yes", "--output", signature, "--local-user", fingerprint, ...how, file("content", "hello\n"));
      return verifier.verify(utf8.encode("hello\n"), readFileSync(signature), key, Date.now());
    };
    expect(await check(["--detach-sign"])).toMatchObject({ ok: true, fingerprint });
    expect(await check(["--textmode", "--detach-sign"])).toMatchObject({ fault: "not-binary" });
    expect(await check(["--armor", "--detach-sign"])).toMatchObject({ fault: "malformed" });
    expect(await check(["--sign"])).toMatchObject({ ok: false });
    expect(await check(["--digest-algo", "SHA1", "--detach-sign"])).toMatchObject({ fault: "malformed" });
  });
});
