import { describe } from "vitest";
import type { Store } from "../../src/store/contract.ts";
import { admissionContract } from "./admission.ts";
import { calendarsContract } from "./calendars.ts";
import { commonsContract } from "./commons.ts";
import { deliveriesContract } from "./deliveries.ts";
import { deliveryExceptionsContract } from "./delivery-exceptions.ts";
import { deliveryLagContract } from "./delivery-lag.ts";
import { deliveryScopeContract } from "./delivery-scope.ts";
import { disownedContract } from "./disowned.ts";
import { errandsContract } from "./errands.ts";
import { expansionsContract } from "./expansions.ts";
import { facetsContract } from "./facets.ts";
import { filtersContract } from "./filters.ts";
import { keysContract } from "./keys.ts";
import { listContract } from "./list.ts";
import { movesContract } from "./moves.ts";
import { noticesContract } from "./notices.ts";
import { overlaysContract } from "./overlays.ts";
import { persistenceContract } from "./persistence.ts";
import { pollLogContract } from "./poll-log.ts";
import { pollsContract } from "./polls.ts";
import { provenanceContract } from "./provenance.ts";
import { recognisedContract } from "./recognised.ts";
import { publishedContract } from "./published.ts";
import { registrationsContract } from "./registrations.ts";
import { registryContract } from "./registry.ts";
import { repairContract } from "./repair.ts";
import { repliesContract } from "./replies.ts";
import { tokensContract } from "./tokens.ts";
import { strangersContract } from "./strangers.ts";
import { waitingContract } from "./waiting.ts";

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
    provenanceContract(kind);
    recognisedContract(kind);
    admissionContract(kind);
    strangersContract(kind);
    waitingContract(kind);
    overlaysContract(kind);
    disownedContract(kind);
    listContract(kind);
    expansionsContract(kind);
    publishedContract(kind);
    filtersContract(kind);
    facetsContract(kind);
    registryContract(kind);
    pollsContract(kind);
    pollLogContract(kind);
    deliveriesContract(kind);
    deliveryExceptionsContract(kind);
    deliveryLagContract(kind);
    deliveryScopeContract(kind);
    repairContract(kind);
    calendarsContract(kind);
    keysContract(kind);
    errandsContract(kind);
    noticesContract(kind);
    movesContract(kind);
    tokensContract(kind);
    registrationsContract(kind);
    repliesContract(kind);
    if (kind.persistent) persistenceContract(kind);
  });
}
