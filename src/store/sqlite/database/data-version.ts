import type { Connection } from "./database.ts";

/** True once after another connection has committed (`PRAGMA data_version`). */
export function watchOthers(client: Connection): () => boolean {
  const read = () => client.pragma("data_version", { simple: true });
  let last = read();
  return () => {
    const before = last;
    last = read();
    return last !== before;
  };
}
