import type { Edge } from "./graph.ts";
import { fingerprints, type Disk } from "./honest.ts";

/** Ways along which a comparison of digests shows a difference (protocol, section 7): all is to be asked for there. */
export function differingEdges(edges: readonly Edge[], disks: readonly Disk[]): readonly Edge[] {
  const known = new Map<number, ReadonlyMap<number, string>>();
  const of = (node: number): ReadonlyMap<number, string> => {
    const found = known.get(node) ?? fingerprints(disks[node] as Disk);
    known.set(node, found);
    return found;
  };
  return edges.filter(({ from, to }) => {
    const [theirs, mine] = [of(from), of(to)];
    return [...theirs].some(([bucket, fingerprint]) => mine.get(bucket) !== fingerprint);
  });
}
