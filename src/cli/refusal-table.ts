import type { Refusal } from "../core/model/refusal.ts";
import { count } from "./output.ts";
import { formatTable } from "./table.ts";

/** How many refusals a person is shown; `--json` has all. */
const mostShown = 40;

/** What was refused, where it stands and why; "" where nothing was. `from`: the site, where there are several. */
export function refusalTable(refused: readonly (Refusal & { readonly from?: string })[]): string {
  if (refused.length === 0) return "";
  // Sites stay together, in the order in which they were read.
  const inOrder = refused.some(({ from }) => from !== undefined)
    ? refused
    : refused.toSorted((a, b) => a.line - b.line);
  const table = formatTable(
    inOrder.slice(0, mostShown),
    [
      { title: "REFUSED FROM", value: ({ from = "" }) => from },
      { title: "REFUSED", value: ({ component, from }) => (from === undefined ? component : "") },
      { title: "LINE", value: ({ line }) => line || "", align: "right" },
      { title: "WHY", value: ({ reason }) => reason },
    ],
    // Reasons are to be read to their end, if need be on a second line.
    Number.POSITIVE_INFINITY,
  );
  const more = refused.length - mostShown;
  return more > 0 ? `${table}… and ${count(more, "more refusal")}; --json has all\n` : table;
}
