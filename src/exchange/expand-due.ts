import { breathe } from "../workshop/breathe.ts";
import { DomainError } from "../core/model/domain-error.ts";
import type { Log } from "../core/model/log.ts";
import { messageOf } from "../core/model/thrown.ts";
import { isClosing } from "../net/send.ts";
import type { Store } from "../store/contract.ts";
import type { DueExpansion, FoundExpansion } from "../store/expansions.ts";
import { TOO_MUCH_WORK, type Workshop } from "../workshop/workshop.ts";

/** Objects that are asked for at a time. */
const AT_ONCE = 20;
/** Happenings that one transaction lists, in some 20 ms; one object may bring more. */
const MOST_ROWS = 1_000;

/** Who closes leaves it to the next start. */
const CLOSING = Symbol("closing");

/** Finds the happenings that lists lack, where that can be killed (protocol, section 10). */
export async function expandDue(node: {
  readonly store: Pick<Store, "expansions">;
  readonly workshop: Pick<Workshop, "expand">;
  readonly clock: () => number;
  readonly log: Log;
}): Promise<void> {
  const { store, clock } = node;
  for (let due; (due = await store.expansions.due(clock(), AT_ONCE)).length > 0;) {
    let found: FoundExpansion[] = [];
    for (const one of due) {
      const expansion = await expansionOf(node, one);
      if (expansion === CLOSING) return;
      // Many that are just little enough to be done here come to a lot.
      await breathe();
      found.push({ due: one, found: expansion });
      if (found.reduce((rows, each) => rows + (each.found?.occurrences.length ?? 0), 0) < MOST_ROWS) continue;
      await store.expansions.record(found);
      found = [];
    }
    await store.expansions.record(found);
    await breathe();
  }
}

async function expansionOf(
  { workshop, log }: { readonly workshop: Pick<Workshop, "expand">; readonly log: Log },
  { object, text, window }: DueExpansion,
): Promise<FoundExpansion["found"] | typeof CLOSING> {
  try {
    return await workshop.expand({ text, window });
  } catch (error) {
    if (isClosing(error)) return CLOSING;
    if (!(error instanceof DomainError) || error.details["rule"] !== TOO_MUCH_WORK) throw error;
    log.warn({ object, reason: messageOf(error) }, "an event's happenings are not found: too much work");
    return null;
  }
}
