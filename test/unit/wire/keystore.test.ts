import { chmod, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPrivateKey } from "openpgp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openKeys } from "../../../src/wire/keystore.ts";
import { createVerifier } from "../../../src/wire/openpgp-verifier.ts";
import { against } from "../../support/threat.ts";

const now = Date.UTC(2026, 2, 16, 12);
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "discal-keys-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function open() {
  return openKeys({ dir: join(folder, "keys"), name: "A", url: "https://a.example", now });
}

const file = (name: string) => join(folder, "keys", name);

async function mode(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

describe("the node's keys", () => {
  it(
    "are made at first start, for their owner's eyes alone",
    against(
      "identity",
      "the node's private key is read by others",
      "files of mode 0600 in a folder of 0700; one that others can read stops the start",
    ),
    async () => {
      const { signer } = await open();
      const bytes = Uint8Array.of(1, 2, 3);
      const result = await createVerifier().verify(bytes, await signer.sign(bytes, now), signer, now);
      expect(result).toMatchObject({ ok: true, fingerprint: signer.fingerprint });
      expect(await readdir(join(folder, "keys"))).toEqual(["primary.asc", "signing.asc"]);
      expect([
        await mode(file(".")),
        await mode(file("primary.asc")),
        await mode(file("signing.asc")),
      ]).toEqual(["700", "600", "600"]);
    },
  );

  it("stay the same at the next start", async () => {
    const [first, second] = [await open(), await open()];
    expect(second.signer).toMatchObject({
      fingerprint: first.signer.fingerprint,
      certificate: first.signer.certificate,
    });
  });

  it(
    "do without the primary, which signing.asc does not hold",
    against(
      "identity",
      "the machine of a node is broken into",
      "the primary key may lie elsewhere; a running node reads the subkey alone",
    ),
    async () => {
      const { signer } = await open();
      await rename(file("primary.asc"), join(folder, "in-a-safe-place.asc"));
      expect((await open()).signer.fingerprint).toBe(signer.fingerprint);
      const key = await readPrivateKey({ armoredKey: await readFile(file("signing.asc"), "utf8") });
      expect("isDummy" in key.keyPacket && key.keyPacket.isDummy()).toBe(true);
    },
  );

  it("are put together again from the primary's file", async () => {
    const { signer } = await open();
    await rm(file("signing.asc"));
    expect((await open()).signer.certificate).toBe(signer.certificate);
  });

  it("are the same for two processes that start at once", async () => {
    const opened = await Promise.all([open(), open(), open()]);
    expect(new Set(opened.map(({ signer }) => signer.fingerprint)).size).toBe(1);
    expect(await readdir(join(folder, "keys"))).toEqual(["primary.asc", "signing.asc"]);
  });

  it.each(["signing.asc", "primary.asc"])("are refused where others can read %s", async (name) => {
    await open();
    if (name === "primary.asc") await rm(file("signing.asc"));
    await chmod(file(name), 0o640);
    await expect(open()).rejects.toThrow(/can be read by others \(mode 640\): run "chmod 600 /);
  });

  it.each(["signing.asc", "primary.asc"])(
    "are refused where %s is broken, and left as they are",
    async (name) => {
      await open();
      if (name === "primary.asc") await rm(file("signing.asc"));
      await writeFile(file(name), "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nnonsense");
      await expect(open()).rejects.toThrow(/is broken: .*Put it back from a copy/);
      expect(await readFile(file(name), "utf8")).toContain("nonsense");
    },
  );

  it("say where they cannot be written", async () => {
    await writeFile(join(folder, "keys"), "a file in place of the folder");
    await expect(open()).rejects.toMatchObject({
      problem: "unavailable",
      message: expect.stringContaining(folder),
    });
  });
});
