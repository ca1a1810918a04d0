import { InvalidArgumentError } from "commander";
import type { Site } from "../../core/model/site.ts";
import type { Version } from "../../core/model/version.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import { governing, inConflict } from "../../core/reconcile/winner.ts";
import { isProposal } from "../../core/reconcile/proposal.ts";
import { startOfToday } from "../../serve/feeds/window.ts";
import type { StoredObject } from "../../store/commons.ts";
import { findEvent } from "./find-event.ts";
import { count } from "../output.ts";
import type { Session } from "../session.ts";
import type { Shell } from "../shell.ts";

/** What the commands that take an event say of their argument. */
export const eventArgument =
  "its UID, or words that stand in it alone: in its title, place, tags or description";

/** The event that a person names. */
export async function namedEvent(
  { node, config }: Pick<Session, "node" | "config">,
  shell: Shell,
  wanted: string,
): Promise<StoredObject> {
  const { timezone } = config.node;
  return findEvent(node.store.commons, wanted, { from: startOfToday(shell.clock(), timezone), timezone });
}

/** What the commands that change an event say of `--force`. */
export const FORCE = ["--force", "also where rival versions stand: the change ends them all"] as const;

/**
 * A change ends all rivals of the version that it is made from, whether its author has seen them or not. Throws a
 * DomainError `conflict` where some wait for a person, unless that is meant.
 */
export function mayEndRivals({ uid, state }: StoredObject, force: boolean | undefined): void {
  if (force === true || !inConflict(state)) return;
  const rivals = governing(state)?.versions.length ?? 0;
  throw new DomainError(
    "conflict",
    `${rivals} versions of this event stand side by side, and this would end all of them. Look at them and settle it: npx discal resolve ${uid}. Or say --force.`,
    { uid },
  );
}

/** Reads the revision that a change was made from. */
export function readRevision(text: string): number {
  if (/^(0|[1-9]\d{0,9})$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected a revision, as `events show` tells it.");
}

/** Says that an event has a new version, and what follows from it. */
export async function sayRevised(
  { node, say }: Session,
  verb: string,
  {
    version,
    title,
    before,
  }: { readonly version: Version; readonly title: string; readonly before: StoredObject },
  more = "",
): Promise<void> {
  const sites = await node.store.registry.all();
  const peers = (await node.store.deliveries.lag()).length;
  const { uid, revision, c1 } = version;
  const proposed = isProposal(version);
  const way =
    peers === 0 ? "; no peer is pushed to" : `, sent to ${count(peers, "peer")} by the running server`;
  const reportedTo = await originTold(node, version);
  const origin =
    reportedTo === null ? "" : `${reportedTo}, where it comes from, is told by the running server.`;
  const what = proposed
    ? `Proposed for "${title}": only the node whose key its UID names can make it count.`
    : `${verb} "${title}": revision ${revision}${way}.`;
  say({ uid, revision, c1, peers, proposed, reported_to: reportedTo }, () =>
    [what, origin, more, feedsText(before, sites)].filter((line) => line !== "").join("\n"),
  );
}

/** The host of the node that a change is reported to; null where it was made at its origin. */
async function originTold({ store }: Session["node"], { uid, reviseUrl }: Version): Promise<string | null> {
  const report = await store.errands.find("report", uid);
  return report === null || report.nextTry === null ? null : new URL(reviseUrl).host;
}

/** What becomes of the feeds that show an event, now that a person has revised it (protocol, section 3). */
function feedsText({ sightings }: StoredObject, sites: readonly Site[]): string {
  const shows = new Set(sightings.filter((each) => each.missingSince === null).map(({ siteId }) => siteId));
  const feeds = sites.filter(({ id, kind, enabled }) => kind === "feed" && enabled && shows.has(id));
  const names = (lead: Site["lead"]): string =>
    feeds
      .filter((feed) => feed.lead === lead)
      .map(({ name }) => name)
      .join(", ");
  return [
    names("person") && `What ${names("person")} changes from now on is proposed, not taken over.`,
    names("source") && `The next change in ${names("source")} takes its place: that source leads.`,
  ]
    .filter((line) => line !== "")
    .join("\n");
}
