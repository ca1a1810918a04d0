import type { ObjectMarks } from "../../store/repair.ts";
import type { Marked } from "../../wire/mark.ts";

/** What is said of objects to other nodes: the revise URL stands in the bytes that the C1 names. */
export function itemsOf<Item extends ObjectMarks>(
  items: readonly Item[],
): (Omit<Item, "versions"> & Marked)[] {
  return items.map((item) => ({
    ...item,
    versions: item.versions.map(({ reviseUrl: _reviseUrl, ...mark }) => mark),
  }));
}
