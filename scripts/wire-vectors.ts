import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { bucketVectors } from "./vectors/buckets.ts";
import { entryVectors } from "./vectors/entry.ts";
import { filterVectors } from "./vectors/filters.ts";
import { hopVectors } from "./vectors/hops.ts";
import { mergeVectors } from "./vectors/merge.ts";
import { registerVectors } from "./vectors/register.ts";
import { signatureVectors } from "./vectors/signatures.ts";

/** What a second node can be tried by, by the names of the files in `schema/wire/`: as this node decides it. */
export const families: Readonly<Record<string, () => object | Promise<object>>> = {
  entry: entryVectors,
  merge: mergeVectors,
  hop: hopVectors,
  bucket: bucketVectors,
  signature: signatureVectors,
  register: registerVectors,
  filter: filterVectors,
};

// Run as `node scripts/wire-vectors.ts` after a rule of the protocol has changed; a test holds the files against it.
if (import.meta.main) {
  for (const [name, family] of Object.entries(families)) {
    const text = await format(JSON.stringify(await family()), { parser: "json", printWidth: 110 });
    writeFileSync(new URL(`../schema/wire/${name}-vectors.json`, import.meta.url), text);
  }
}
