import { ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { DomainError } from "../../src/core/model/domain-error.ts";
import { readCertificate } from "../../src/wire/certificate.ts";
import { describeSubkeys, keyLife } from "../../src/wire/key-life.ts";
import { createVerifier } from "../../src/wire/openpgp-verifier.ts";
import { readWebKey } from "../../src/wire/web-key.ts";
import { certificate, signature, signed, strangersCertificates, strangersSignatures } from "./packets.ts";
import { timed } from "./stopwatch.ts";
import type { Target } from "./target.ts";

/** What strangers show as a certificate, armored, or as a signature, in hex. */
interface KeyInput {
  readonly as: "certificate" | "signature";
  readonly text: string;
}

const inputs: fc.Arbitrary<KeyInput> = fc.oneof(
  { arbitrary: strangersCertificates.map((text): KeyInput => ({ as: "certificate", text })), weight: 3 },
  strangersSignatures.map((text): KeyInput => ({ as: "signature", text })),
);

/** After the subkey was made, and the signature by it. */
const AT = Date.UTC(2026, 0, 1, 2);
const verifier = createVerifier();
const fingerprint = await verifier.fingerprintOf(certificate);

/** Nothing is waited for but threads of this machine, which may be busy: who takes longer never answers, ms. */
const PATIENCE = 60_000;

/** Keys and signatures that strangers show. */
export const keys: Target<KeyInput> = {
  name: "keys",
  share: 2,
  inputs,
  batch: 1_000,
  open: async () => ({
    hit: (input) => timed(PATIENCE, () => laws(input)),
    [Symbol.asyncDispose]: async () => {},
  }),
};

async function laws({ as, text }: KeyInput): Promise<void> {
  if (as === "certificate") await certificateLaws(text);
  else await signatureLaws(Buffer.from(text, "hex"));
}

/** A signature is believed over what it was made for, or refused in words: whatever of it was changed. */
async function signatureLaws(bytes: Uint8Array): Promise<void> {
  const key = { fingerprint, certificate };
  for (const use of ["push", "object", "entry"] as const) {
    const checked = await verifier.verify(signed, bytes, key, AT, use);
    ok(checked.ok || checked.reason !== "", "a signature is refused without a reason");
    const other = await verifier.verify(new Uint8Array(3), bytes, key, AT, use);
    ok(!other.ok, "a signature is believed over what it was not made for");
  }
}

/** A certificate is read by all or by none; and whoever shows another takes nothing from one that is known. */
async function certificateLaws(text: string): Promise<void> {
  const named = await unlessRefused(() => verifier.fingerprintOf(text));
  const readers = [() => keyLife(text, AT), () => describeSubkeys(text, AT), () => readWebKey(text)];
  for (const read of readers as readonly (() => Promise<unknown>)[])
    strictEqual((await unlessRefused(read)) === null, named === null, "some read it, and others do not");
  if (named === null) return;
  await unlessRefused(async () => verifier.compromised(await verifier.join(null, text)));
  const key = { fingerprint: named, certificate: text };
  const checked = await verifier.verify(signed, signature, key, AT, "object");
  ok(named === fingerprint || !checked.ok, "a signature is believed by another key's certificate");
  ok((await readCertificate(text)).subkeys.length < 1_000, "a certificate has thousands of subkeys");
  if (named === fingerprint) await joinLaws(text);
}

async function joinLaws(text: string): Promise<void> {
  const joined = await unlessRefused(() => verifier.join(certificate, text));
  strictEqual(await unlessRefused(() => verifier.join(text, certificate)), joined, "the order counts");
  if (joined === null) return;
  strictEqual(await verifier.join(joined, text), joined, "joined again it is another");
  strictEqual(await verifier.join(joined, certificate), joined, "something was lost");
  const checked = await verifier.verify(
    signed,
    signature,
    { fingerprint, certificate: joined },
    AT,
    "object",
  );
  ok(checked.ok, `who shows a certificate takes away a signature: ${checked.ok ? "" : checked.reason}`);
}

/** What came of it; null where it was refused in the way in which everything is. */
async function unlessRefused<T>(make: () => Promise<T>): Promise<T | null> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}
