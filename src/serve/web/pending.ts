import { html } from "hono/html";
import { isProposal } from "../../core/reconcile/proposal.ts";
import type { StoredObject } from "../../store/commons.ts";
import type { Store } from "../../store/contract.ts";
import type { Markup } from "./markup.ts";

/** A change made on this node that another one has still to hear of, or to take. */
export interface Pending {
  /** `proposed`: shown nowhere until its origin takes it; `unreported`: shown, but its origin was not reached yet. */
  readonly state: "proposed" | "unreported";
  /** Where the event comes from. */
  readonly host: string;
}

/** What pends of an event here, null where nothing does. */
export async function pendingChange(
  { errands }: Pick<Store, "errands">,
  { uid, winner, standing }: StoredObject,
): Promise<Pending | null> {
  if (winner === null) return null;
  const { host } = new URL(winner.reviseUrl);
  const own = standing.filter(({ receivedFrom }) => receivedFrom === null);
  const proposed = own.some(
    ({ version }) => isProposal(version) && version.revision > winner.revision && version.by === "person",
  );
  if (proposed) return { state: "proposed", host };
  if (!own.some(({ version }) => version.c1 === winner.c1)) return null;
  const report = await errands.find("report", uid);
  return report === null || report.nextTry === null ? null : { state: "unreported", host };
}

/**
 * Tells whoever changed an event here where that change is. What it says is for its author and for people of the
 * origin alone: the page tells nothing of it.
 */
export function pendingNote(pending: Pending | null): Markup | false {
  if (pending === null) return false;
  const { state, host } = pending;
  return html`<aside class="notice" aria-label="Waiting">
    <p>
      ${
        state === "proposed"
          ? html`<strong>A change that was made here waits for ${host}.</strong> This event is shown as it was
              until somebody there takes the change.`
          : html`<strong>This event was changed here.</strong> ${host}, where it comes from, has not been
              reached yet.`
      }
    </p>
  </aside>`;
}
