import type { StoreKind } from "./store.ts";
export function deliveriesContract(_kind: StoreKind): void {}
