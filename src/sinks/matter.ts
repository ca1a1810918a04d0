import { hash } from "node:crypto";
import { compareVersions, type ComparedField } from "../core/ical/compare-versions.ts";
import { describe } from "../core/ical/event.ts";
import type { Site } from "../core/model/site.ts";
import { uidFingerprint } from "../core/model/uid.ts";
import type { Version } from "../core/model/version.ts";
import { standOf } from "../core/reconcile/stand.ts";
import { whyFirst } from "../core/reconcile/why-first.ts";
import { governing } from "../core/reconcile/winner.ts";
import type { Origin, StandingVersion, StoredObject } from "../store/commons.ts";

/** What waits for a person of one event: rivals, proposals, or both, side by side. */
export interface Matter {
  readonly stored: StoredObject;
  readonly title: string;
  /** Names exactly what is shown here, so that a resolution ends nothing else. */
  readonly tag: string;
  /** In the order in which they came, so that a number stays when another version comes. */
  readonly versions: readonly DeskVersion[];
  /** What each of {@link versions} says of each field. */
  readonly fields: readonly ComparedField[];
}

/** One version at the desk, and how it came. */
export interface DeskVersion extends Omit<Origin, "receivedFrom"> {
  /** From 1. */
  readonly number: number;
  readonly version: Version;
  /** `wins`: it is what is published now; `proposed`: a change that was not taken. */
  readonly state: "wins" | "rival" | "proposed";
  /** Why it wins, or was not taken. */
  readonly why: string;
  /** Who wrote it, in words. */
  readonly author: string;
  /** Null where it was made here. */
  readonly receivedFrom: Site | null;
  /** Whose key vouches for it: the one that the UID names, else that of the peer that brought it; null where none does. */
  readonly signer: { readonly by: "origin" | "peer"; readonly fingerprint: string } | null;
}

/** Is there anything for a person to settle? */
export function isOpen({ versions }: Pick<Matter, "versions">): boolean {
  return versions.some(({ state }) => state !== "wins");
}

/** Names what stands and what is proposed: `3-0123456789abcdef`, `3+0123456789abcdef` with proposals. */
export function matterTag(stored: StoredObject): string {
  const stand = standOf(stored.state) ?? "none";
  const proposed = proposalsTo(stored).map(({ version }) => version.c1);
  if (proposed.length === 0) return stand;
  return `${stand}+${hash("sha256", proposed.toSorted().join("\n")).slice(0, 16)}`;
}

/** What waits of one event, where these are the sites that the node knows, and `author` says in words who wrote a version. */
export function matterFrom(
  stored: StoredObject,
  sites: readonly Site[],
  author: (version: Version) => string,
): Matter {
  const { winner, state } = stored;
  const decides = governing(state)?.versions ?? [];
  const rivals = decides.filter(({ c1 }) => c1 !== winner?.c1);
  const standing = stored.standing.filter(({ version }) => decides.some(({ c1 }) => c1 === version.c1));
  const all = [
    ...standing.map((each) => {
      const wins = each.version.c1 === winner?.c1;
      const why = wins ? whyFirst(each.version, rivals) : "";
      return { ...each, state: wins ? ("wins" as const) : ("rival" as const), why };
    }),
    ...proposalsTo(stored).map((each) => ({ ...each, state: "proposed" as const })),
  ];
  const versions = all.toSorted(byArrival).map((each, index): DeskVersion => {
    const { version, receivedAt, enteredBy, waits } = each;
    const receivedFrom = sites.find(({ id }) => id === each.receivedFrom) ?? null;
    return {
      number: index + 1,
      version,
      state: each.state,
      why: each.why,
      author: author(version),
      receivedAt,
      receivedFrom,
      enteredBy,
      waits,
      signer: signerOf(version, receivedFrom),
    };
  });
  const told = winner ?? versions[0]?.version;
  return {
    stored,
    title: told === undefined || told.text === "" ? "" : describe(told.text).title,
    tag: matterTag(stored),
    versions,
    fields: compareVersions(versions.map(({ version }) => version)),
  };
}

/** Of what came at one moment, what was made here comes first. */
function byArrival(a: StandingVersion, b: StandingVersion): number {
  return (
    a.receivedAt - b.receivedAt ||
    Number(a.receivedFrom !== null) - Number(b.receivedFrom !== null) ||
    (a.version.c1 < b.version.c1 ? -1 : 1)
  );
}

/** Changes that wait: of feeds against a person's version, of others to an event whose UID names its key. */
function proposalsTo({
  standing,
  history,
}: StoredObject): readonly (StandingVersion & { readonly why: string })[] {
  const open = standing.map((each) => ({
    ...each,
    why: "only what the key in the UID signed is published",
  }));
  return [...open, ...history].filter(({ waits }) => waits);
}

function signerOf({ uid, class: kind }: Version, from: Site | null): DeskVersion["signer"] {
  const named = kind === "signed" ? uidFingerprint(uid) : null;
  if (named !== null) return { by: "origin", fingerprint: named };
  const pinned = from?.kind === "peer" ? from.fingerprint : null;
  return pinned === null ? null : { by: "peer", fingerprint: pinned };
}
