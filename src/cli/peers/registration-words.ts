import { filterText } from "../../config/filter-text.ts";
import type { Registration } from "../../core/model/registration.ts";
import { grouped } from "../fingerprint.ts";
import { minuteText } from "../../sinks/moment.ts";

/** What came of asking another node, and what is to be done now. */
export function askedText(asked: Registration, ownUrl: string, timezone: string): string {
  const { host } = new URL(asked.site);
  const own = new URL(ownUrl).host;
  const mutual = asked.mutual ? " --both" : "";
  switch (asked.state) {
    case "active":
      return `${host} pushes to this node until ${minuteText(asked.leaseUntil, timezone)}; the lease is renewed by itself.`;
    case "awaiting-approval":
      return `Asked ${host}. Its operator has to approve this node, by:
  npx discal peers approve ${own}${mutual}
Tell them this node's key (npx discal keys). Until then its events are polled; see: npx discal peers registrations`;
    case "requested":
    case "verifying":
      return `Asked ${host}, which has not confirmed yet that ${ownUrl} meant it. For that it asks this node back, at most once
a minute: the server of this node (npx discal serve) has to run, and to be reached from there. It goes on by itself; see:
  npx discal peers registrations`;
    case "expired":
    case "gone":
    case "suspended":
    case "revoked":
      return `${host} does not push to this node: ${asked.state}, ${asked.reason || "without a reason"}.`;
  }
}

/** The state of a request, in the words of whoever reads a list. */
export function stateText({ state, leaseUntil, direction }: Registration, timezone: string): string {
  switch (state) {
    case "active":
      return `active until ${minuteText(leaseUntil, timezone)}`;
    case "requested":
    case "verifying":
      return "not confirmed yet";
    case "awaiting-approval":
      return direction === "in" ? "awaits your approval" : "awaits approval there";
    case "gone":
      return "taken back";
    case "expired":
    case "suspended":
    case "revoked":
      return state;
  }
}

/** What a site was approved for, for the operator who did it. */
export function approvedText(approved: Registration, timezone: string): string {
  const { site, fingerprint, filter, leaseUntil } = approved;
  const { host } = new URL(site);
  const what = filter === null ? "All events" : `Events of its filter ${filterText(filter)}`;
  return `${what} are pushed to ${host} from now on, until ${minuteText(leaseUntil, timezone)} unless it renews that.
Its key is ${fingerprint === null ? "not known yet" : grouped(fingerprint)}.
Taken back by: npx discal peers revoke ${host}`;
}
