import { mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keyLife } from "../../../src/wire/key-life.ts";
import { openKeys, rotateKeyFiles } from "../../../src/wire/keystore.ts";
import { createVerifier } from "../../../src/wire/openpgp-verifier.ts";
import type { Retirement } from "../../../src/wire/rotate-keys.ts";
import type { SignatureUse } from "../../../src/wire/signer.ts";

const MADE = Date.UTC(2026, 2, 16, 12);
const HOUR = 3_600_000;
const NOW = MADE + 100 * HOUR;
const bytes = Uint8Array.of(1, 2, 3);
const verifier = createVerifier();
let dir = "";

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "discal-rotate-"));
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

const open = () => openKeys({ dir, name: "A", url: "https://a.example", now: MADE });

const rotate = (retire: Retirement, primary: string | null = null) =>
  rotateKeyFiles({ dir, primary, retire, now: NOW });

/** What a signature that was made before a rotation is worth after it, `hours` later. */
async function oldSignature(retire: Retirement, use: SignatureUse, hours: number) {
  const { signer } = await open();
  const signature = await signer.sign(bytes, MADE + HOUR);
  await rotate(retire);
  await signer.refresh();
  const checked = await verifier.verify(bytes, signature, signer, NOW + hours * HOUR, use);
  return checked.ok ? "good" : checked.fault;
}

describe("a rotated key", () => {
  it("has the same primary, and a new subkey that a running node takes up", async () => {
    const { signer } = await open();
    const { fingerprint, certificate } = signer;
    const before = await signer.sign(bytes, NOW);
    await rotate({ how: "superseded" });
    expect(await signer.sign(bytes, NOW)).toEqual(before);
    expect([await signer.refresh(), await signer.refresh()]).toEqual([true, false]);
    expect(signer.fingerprint).toBe(fingerprint);
    const after = await signer.sign(bytes, NOW + HOUR);
    expect(await verifier.verify(bytes, after, signer, NOW + HOUR)).toMatchObject({ ok: true });
    expect(await verifier.verify(bytes, after, { fingerprint, certificate }, NOW + HOUR)).toMatchObject({
      fault: "unknown-key",
    });
    expect((await open()).signer.certificate).toBe(signer.certificate);
    expect((await readdir(dir)).toSorted()).toEqual(["certificate.asc", "primary.asc", "signing.asc"]);
    expect(await keyLife(signer.certificate, NOW + HOUR)).toEqual({ revoked: false, expiresAt: null });
  });

  it.each<[Retirement, SignatureUse, number, string]>([
    [{ how: "expire", at: NOW + 24 * HOUR }, "push", 23, "good"],
    [{ how: "expire", at: NOW + 24 * HOUR }, "push", 25, "expired"],
    [{ how: "expire", at: NOW + 24 * HOUR }, "object", 25, "good"],
    [{ how: "superseded" }, "push", 0, "revoked"],
    [{ how: "superseded" }, "object", 0, "good"],
    [{ how: "compromised" }, "push", 0, "revoked"],
    [{ how: "compromised" }, "object", 0, "revoked"],
  ])("with %o leaves the signature of a %s %i hours later: %s", async (retire, use, hours, worth) => {
    expect(await oldSignature(retire, use, hours)).toBe(worth);
  });

  it("is rotated again and again, by a primary that is kept elsewhere and knows each subkey", async () => {
    const { signer } = await open();
    const away = join(dir, "..", `${dir.split("/").at(-1)}.primary`);
    await rename(join(dir, "primary.asc"), away);
    await expect(rotate({ how: "superseded" })).rejects.toMatchObject({ problem: "not-found" });
    for (let n = 0; n < 3; n += 1)
      expect(await rotate({ how: "superseded" }, away)).toEqual({ primary: away, written: true });
    await signer.refresh();
    expect(await verifier.verify(bytes, await signer.sign(bytes, NOW), signer, NOW)).toMatchObject({
      ok: true,
    });
    await rename(away, join(dir, "primary.asc"));
    await rm(join(dir, "signing.asc"));
    expect((await open()).signer.certificate).toBe(signer.certificate);
  });

  it("is not made with another node's primary, nor with a file that holds none", async () => {
    await open();
    const other = await mkdtemp(join(tmpdir(), "discal-other-"));
    await openKeys({ dir: other, name: "B", url: "https://b.example", now: MADE });
    const before = await readFile(join(dir, "signing.asc"), "utf8");
    await expect(rotate({ how: "superseded" }, join(other, "primary.asc"))).rejects.toThrow(
      /but the node's is/,
    );
    await expect(rotate({ how: "superseded" }, join(dir, "signing.asc"))).rejects.toThrow(
      /signing key alone/,
    );
    expect(await readFile(join(dir, "signing.asc"), "utf8")).toBe(before);
    await rm(other, { recursive: true });
  });
});
