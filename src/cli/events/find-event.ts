import { DomainError } from "../../core/model/domain-error.ts";
import type { Commons, StoredObject } from "../../store/commons.ts";
import { whenText } from "./list.ts";
import { UsageError } from "../exit.ts";
import { printable } from "../text-width.ts";

/** How many happenings are looked through for words. */
const mostSearched = 200;
/** How many events an error names. */
const mostNamed = 10;

/**
 * The event that a person means, of those to come where words fit one of them. Throws a DomainError where there is
 * none, a UsageError where several fit.
 */
export async function findEvent(
  commons: Pick<Commons, "get" | "list">,
  wanted: string,
  { from, timezone }: { readonly from: number; readonly timezone: string },
): Promise<StoredObject> {
  const stored = await commons.get(wanted);
  if (stored !== null) return stored;
  const words = { text: wanted, limit: mostSearched };
  const coming = await commons.list({ ...words, from });
  const { rows } = coming.rows.length > 0 ? coming : await commons.list(words);
  const fitting = Map.groupBy(rows, ({ event }) => event.uid);
  const [only] = fitting.keys();
  const found = only === undefined ? null : await commons.get(only);
  if (found === null) {
    throw new DomainError(
      "not-found",
      `no event has the UID "${printable(wanted)}", or these words; \`npx discal events list\` shows what is to come`,
    );
  }
  if (fitting.size === 1) return found;
  const some = [...fitting.values()]
    .flatMap((happenings) => happenings.slice(0, 1))
    .slice(0, mostNamed)
    .map((row) => `\n${row.event.uid}  ${whenText(row, timezone)}  ${row.event.title}`);
  throw new UsageError(`several events fit "${printable(wanted)}", name one by its UID:${some.join("")}`);
}
