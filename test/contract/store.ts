import { describe } from "vitest";
import type { Store } from "../../src/store/contract.ts";
import { commonsContract } from "./commons.ts";
import { deliveriesContract } from "./deliveries.ts";
import { listContract } from "./list.ts";
import { persistenceContract } from "./persistence.ts";
import { pollsContract } from "./polls.ts";
import { publishedContract } from "./published.ts";
import { registryContract } from "./registry.ts";

/** One place where a store keeps its data. */
export interface Place extends AsyncDisposable {
  /** Opens the store of this place; where data persists, again and also twice at a time. */
  open(options?: { readonly timezone?: string; readonly now?: number }): Promise<Store>;
}

export interface StoreKind {
  /** Data outlives the store that wrote it. */
  readonly persistent: boolean;
  readonly place: () => Promise<Place>;
}

/** The acceptance suite of every store adapter: what `src/store/contract.ts` promises, without a look inside. */
export function storeContract(name: string, kind: StoreKind): void {
  describe(`a store ${name}`, () => {
    commonsContract(kind);
    listContract(kind);
    publishedContract(kind);
    registryContract(kind);
    pollsContract(kind);
    deliveriesContract(kind);
    if (kind.persistent) persistenceContract(kind);
  });
}
