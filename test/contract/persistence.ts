import type { StoreKind } from "./store.ts";
export function persistenceContract(_kind: StoreKind): void {}
