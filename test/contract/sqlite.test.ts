import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/store/sqlite/open.ts";
import { NOW } from "./samples.ts";
import { type Place, storeContract } from "./store.ts";

storeContract("in memory", {
  persistent: false,
  place: async () => placeAt(":memory:", async () => {}),
});

storeContract("on disk", {
  persistent: true,
  place: async () => {
    const folder = await mkdtemp(join(tmpdir(), "discal-store-"));
    return placeAt(join(folder, "discal.db"), () => rm(folder, { recursive: true }));
  },
});

function placeAt(path: string, remove: () => Promise<void>): Place {
  return {
    open: ({ timezone = "UTC", now = NOW } = {}) => openStore({ path, timezone, now }),
    [Symbol.asyncDispose]: remove,
  };
}
