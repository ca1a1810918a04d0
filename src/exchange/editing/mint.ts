import type { Made } from "../../core/ical/revise.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import { namesOtherKey } from "../../core/model/uid.ts";
import { MAX_NUMBER, type Version } from "../../core/model/version.ts";
import { nextRevision } from "../../core/reconcile/proposal.ts";
import { standOf } from "../../core/reconcile/stand.ts";
import type { StoredObject } from "../../store/commons.ts";
import type { Errands } from "../../store/errands.ts";
import { type Author, arrivalBy, publish } from "./enter.ts";
import { reportOf } from "./report.ts";
import { isHere } from "../self.ts";

/** Who revises events of the commons here. */
export type Reviser = Pick<Author, "self" | "commons" | "clock" | "by"> & {
  readonly store: { readonly errands: Errands };
};

/** A report that waits for its version to be stored is forgotten with it, where the node breaks off between, ms. */
const UNTIL_STORED = 60_000;

/**
 * A person's next version of an event: what `next` makes of what is known of it (protocol, section 4, Edit). Of another
 * node's locked event it is a proposal, kept here and relayed to nobody. What was made elsewhere than at the origin is
 * reported to it. `expected`: the revision that the change was made from, or exactly what stood then (`standOf`). Throws
 * a DomainError `not-found`, `conflict` where something else stands, `invalid` where there can be no later revision.
 */
export async function mint(
  author: Reviser,
  uid: string,
  expected: number | string | undefined,
  next: (stored: StoredObject, made: Made) => Version,
): Promise<Version> {
  const { commons, clock, self } = author;
  const stored = await commons.get(uid);
  if (stored === null) throw new DomainError("not-found", `There is no event with the UID ${uid}.`);
  const onto = typeof expected === "string" ? expected : undefined;
  const standing = onto === undefined ? stored.winner?.revision : (standOf(stored.state) ?? undefined);
  if (expected !== undefined && standing !== undefined && expected !== standing) {
    throw new DomainError(
      "conflict",
      `The change was made from revision ${expected}, but revision ${standing} stands by now: look at it, and make the change anew.`,
      { expected, revision: standing },
    );
  }
  const revision = nextRevision(stored.state, self.signer.fingerprint);
  if (revision > MAX_NUMBER) {
    throw new DomainError(
      "invalid",
      `Revision ${MAX_NUMBER} is the last that there can be: enter a new event, with RELATED-TO:${uid} where it is to be known as the successor.`,
    );
  }
  return publishRevision(author, next(stored, { revision, dtstamp: clock() }), onto);
}

/** Publishes what a person has made of an event, or keeps it as a proposal, and reports it to its origin. */
async function publishRevision(author: Reviser, version: Version, onto?: string): Promise<Version> {
  const { self, clock, store } = author;
  const { uid, reviseUrl } = version;
  const keep = namesOtherKey(uid, self.signer.fingerprint) ? propose : publish;
  if (isHere(self, reviseUrl)) return keep(author, version, onto);
  const report = reportOf(version);
  await store.errands.add(report, clock(), clock() + UNTIL_STORED);
  const done = await keep(author, version, onto);
  await store.errands.add(report, clock());
  return done;
}

/** Keeps a person's version of another node's locked event; throws a DomainError `conflict` where it came too late. */
async function propose(author: Reviser, version: Version, onto?: string): Promise<Version> {
  const { commons, clock } = author;
  const [result] = await commons.apply([arrivalBy(author, version, onto)], clock());
  if (result?.verdict === "held" || result?.verdict === "conflict") return version;
  throw new DomainError("conflict", `The proposal is not kept: ${result?.reason ?? "it was not stored"}.`);
}
