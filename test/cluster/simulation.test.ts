import { describe, expect, it } from "vitest";
import { simulateWhole } from "../../scripts/simulate/whole.ts";
import { generateKeys } from "../../src/wire/openpgp-keys.ts";
import { createSigner } from "../../src/wire/openpgp-signer.ts";
import { createVerifier } from "../../src/wire/openpgp-verifier.ts";
import { urlOf } from "../support/cluster.ts";

/** `DISCAL_SEED=40 DISCAL_SEEDS=100` look at others. */
const first = Number(process.env["DISCAL_SEED"] ?? 1);
const count = Number(process.env["DISCAL_SEEDS"] ?? 10);

/** Keys that are older than any clock of the network is slow. */
async function identitiesOf(nodes: number) {
  const now = Date.UTC(2024, 0);
  const names = Array.from({ length: nodes }, (_, n) => `n${n}`);
  const made = names.map(async (name) => {
    const { signing } = await generateKeys({ name, url: urlOf(name), now });
    return [
      name,
      { signer: await createSigner({ privateKey: signing }), verifier: createVerifier() },
    ] as const;
  });
  return Object.fromEntries(await Promise.all(made));
}

describe("networks of whole nodes", { timeout: 300_000 }, () => {
  it.each(Array.from({ length: count }, (_, n) => first + n))(
    "hold the same once they are healed: 30 nodes, seed %i",
    async (seed) => {
      const { diverged, versions } = await simulateWhole({ nodes: 30, seed });
      expect({ seed, diverged }).toEqual({ seed, diverged: 0 });
      expect(versions).toBeGreaterThan(5);
    },
  );

  it.each([1, 2, 3])("hold the same with real OpenPGP: 8 nodes, seed %i", async (seed) => {
    const { diverged } = await simulateWhole({ nodes: 8, seed, identities: await identitiesOf(8) });
    expect({ seed, diverged }).toEqual({ seed, diverged: 0 });
  });
});
