import type { StoreKind } from "./store.ts";
export function pollsContract(_kind: StoreKind): void {}
