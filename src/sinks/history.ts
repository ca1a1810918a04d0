import { differences, type Difference } from "../core/ical/differences.ts";
import { writtenAt } from "../core/ical/stamp.ts";
import type { Version } from "../core/model/version.ts";
import { isProposal } from "../core/reconcile/proposal.ts";
import { byRank } from "../core/reconcile/rank.ts";
import type { StoredObject } from "../store/commons.ts";

/** One version in the history of an event; times in ms since 1970. */
export interface HistoryEntry {
  readonly version: Version;
  /** `rival`: another version of the revision that is published. `proposed`: a change that was not taken. */
  readonly state: "published" | "rival" | "overtaken" | "proposed";
  /** When its author says that it was written (DTSTAMP); null where that cannot be read. */
  readonly writtenAt: number | null;
  /** Since when it is in this state, as far as it is known. */
  readonly since: number | null;
  readonly why: string;
  /** The version that it is compared with: what is published, of overtaken ones the one before; null of the first. */
  readonly against: Version | null;
  readonly changes: readonly Difference[];
}

/** All that is known of how an event came to be what it is: what is published first, then by revision. */
export function historyOf({ state, winner, changedAt, history }: StoredObject): readonly HistoryEntry[] {
  const stands = [state.signed, state.open].flatMap((each) => each?.versions ?? []);
  const known = [
    ...stands.map((version) => ({
      version,
      state: standing(version, winner),
      since: version.c1 === winner?.c1 ? changedAt : null,
      why: "",
    })),
    ...history.map(({ version, proposed, at, why }) => ({
      version,
      state: proposed ? ("proposed" as const) : ("overtaken" as const),
      since: at,
      why,
    })),
  ];
  const stood = known.filter((each) => each.state !== "proposed").map(({ version }) => version);
  return known
    .toSorted((a, b) => ORDER[a.state] - ORDER[b.state] || b.version.revision - a.version.revision)
    .map((each) => {
      const isAside = each.state === "rival" || each.state === "proposed";
      const against = isAside ? winner : before(each.version, stood);
      const changes = differences(against, each.version);
      return { ...each, writtenAt: writtenAt(each.version), against, changes };
    });
}

/** What a version is that merge looks at: of a UID that names its key, what another has said of it is proposed. */
export function standing(version: Version, winner: Version | null): "published" | "rival" | "proposed" {
  if (version.c1 === winner?.c1) return "published";
  return isProposal(version) ? "proposed" : "rival";
}

/** The best version of the revision before, as far as it is known. */
function before({ revision, class: versionClass }: Version, stood: readonly Version[]): Version | null {
  const older = stood.filter((each) => each.class === versionClass && each.revision < revision);
  return older.toSorted((a, b) => b.revision - a.revision || byRank(a, b))[0] ?? null;
}

const ORDER = { published: 0, rival: 1, proposed: 2, overtaken: 3 } as const;
