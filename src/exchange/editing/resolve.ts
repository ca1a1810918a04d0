import { mergeFields } from "../../core/ical/merge-fields.ts";
import { replaceEvent } from "../../core/ical/replace.ts";
import { restoreVersion } from "../../core/ical/restore.ts";
import { reviseEvent, type Made } from "../../core/ical/revise.ts";
import { tombstone } from "../../core/ical/stamp.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import { namesOtherKey } from "../../core/model/uid.ts";
import type { Version } from "../../core/model/version.ts";
import { standOf } from "../../core/reconcile/stand.ts";
import { governing } from "../../core/reconcile/winner.ts";
import { matterTag } from "../../sinks/matter.ts";
import type { StoredObject } from "../../store/commons.ts";
import { mint, type Reviser } from "./mint.ts";
import type { Resolution } from "../operations.ts";

/**
 * Settles a conflict, or what is proposed, as a person has decided: at the highest revision + 1, published (protocol,
 * section 4, Resolution). `expected`: the tag of what that person saw; in any case nothing is ended that came meanwhile.
 * Throws a DomainError `stale` where something else stands, `not-found`, `forbidden` where only another node's key
 * settles it, `conflict` where nothing is to be settled, `invalid` where the resolution makes no event.
 */
export async function resolveConflict(
  author: Reviser,
  uid: string,
  resolution: Resolution,
  expected?: string,
): Promise<Version> {
  const stored = await author.commons.get(uid);
  if (stored === null) throw new DomainError("not-found", `There is no event with the UID ${uid}.`);
  const tag = matterTag(stored);
  if (expected !== undefined && expected !== tag) throw stale(expected, tag);
  mayResolve(stored, author.self.signer.fingerprint);
  const version = await mint(author, uid, standOf(stored.state) ?? undefined, (known, made) =>
    resolved(known, resolution, made),
  );
  await author.commons.settleProposals(uid, author.clock());
  return version;
}

/**
 * What is proposed to an event is not taken; it stays in its history. Throws a DomainError `not-found`, `conflict` where
 * nothing is proposed.
 */
export async function dismissProposals(
  { commons, clock }: Pick<Reviser, "commons" | "clock">,
  uid: string,
): Promise<void> {
  const stored = await commons.get(uid);
  if (stored === null) throw new DomainError("not-found", `There is no event with the UID ${uid}.`);
  if (!hasProposals(stored))
    throw new DomainError("conflict", "Nothing is proposed to this event: there is nothing to dismiss.");
  await commons.settleProposals(uid, clock());
}

function resolved(stored: StoredObject, resolution: Resolution, made: Made): Version {
  const { winner } = stored;
  if ("text" in resolution) {
    if (winner !== null) return replaceEvent(winner, resolution.text, made);
    throw new DomainError("invalid", "Nothing is published of this event yet: pick one of its versions.");
  }
  const { c1 = winner?.c1, fields = {}, change = {} } = resolution;
  if (c1 === undefined) throw new DomainError("invalid", "Say which version is to be followed.");
  const taken = Object.entries(fields).map(([key, from]) => [key, versionBy(stored, from)] as const);
  const base = versionBy(stored, c1);
  const merged = taken.length === 0 ? base : mergeFields(base, new Map(taken), made);
  const next =
    base.deleted && base.text !== "" ? tombstone(base, made) : restoreVersion(winner, merged, made);
  return Object.keys(change).length === 0 ? next : reviseEvent(next, change, made);
}

/** Any version that is kept of an event, by its digest C1. */
function versionBy({ standing, history }: StoredObject, c1: string): Version {
  const found = [...standing, ...history].find(({ version }) => version.c1 === c1);
  if (found !== undefined) return found.version;
  throw new DomainError(
    "not-found",
    `No version ${c1.slice(0, 64)} of this event is kept: look at the conflict again.`,
    { parameter: "c1" },
  );
}

function mayResolve(stored: StoredObject, key: string): void {
  if (namesOtherKey(stored.uid, key))
    throw new DomainError(
      "forbidden",
      "The UID of this event names another node's key: only that node settles what is said of it. An edit made here is proposed to it.",
    );
  const rivals = (governing(stored.state)?.versions.length ?? 0) > 1;
  if (rivals || hasProposals(stored)) return;
  throw new DomainError(
    "conflict",
    "There is nothing to settle: one version stands alone, and nothing is proposed. Somebody may have settled it already.",
  );
}

function hasProposals({ standing, history }: StoredObject): boolean {
  return [...standing, ...history].some(({ waits }) => waits);
}

function stale(expected: string, tag: string): DomainError {
  return new DomainError(
    "stale",
    `The resolution was made from ${expected.slice(0, 80)}, but ${tag} stands by now: another version came, or somebody settled it. Look at it again.`,
    { expected: expected.slice(0, 80), tag },
  );
}
