import type { Observation, SourceMemory } from "../../src/core/model/source.ts";
import { uidFingerprint } from "../../src/core/model/uid.ts";
import type { ObjectState, Version } from "../../src/core/model/version.ts";
import { judge, judgeAbsence, type Judgement } from "../../src/core/reconcile/judge.ts";
import { merge } from "../../src/core/reconcile/merge.ts";
import { winner } from "../../src/core/reconcile/winner.ts";
import { join } from "./histories.ts";
import { version } from "./versions.ts";

/** What a plain feed says of one UID at a time; null: nothing. */
export type Saying = { readonly content: string; readonly sequence: number } | null;

/** A plain feed, all that it ever said, the newest last. */
export interface Feed {
  readonly source: string;
  readonly said: Saying[];
}

/** A node that polls one feed, and what it knows of the UID. */
export interface Poller {
  readonly feed: Feed;
  readonly lead: "source" | "person";
  memory: SourceMemory | null;
  state: ObjectState | null;
}

export function newPoller(feed: Feed, lead: Poller["lead"] = "person"): Poller {
  return { feed, lead, memory: null, state: null };
}

/** One poll of what the feed said `lag` sayings ago, taken as the store takes it; null where it shows nothing. */
export function poll(poller: Poller, now: number, lag = 0): Judgement | null {
  const { feed, memory, state } = poller;
  const saying = feed.said.at(-1 - lag) ?? feed.said[0] ?? null;
  if (saying === null) {
    if (memory !== null) poller.memory = judgeAbsence(memory) ?? memory;
    return null;
  }
  const seen = version({
    content: saying.content,
    by: "feed",
    source: feed.source,
    sequence: saying.sequence,
  });
  const observed: Observation = { digest: seen.digest, sequence: saying.sequence, lastModified: "" };
  const judgement = judge({
    memory,
    state,
    observed,
    version: seen,
    revised: false,
    withdrawn: false,
    leads: true,
    leadPolicy: poller.lead,
    source: feed.source,
    now,
  });
  poller.memory = judgement.memory ?? memory;
  const entering = enteringOf(judgement, seen);
  if (entering !== null) poller.state = merge(state, entering).state;
  return judgement;
}

function enteringOf({ action, revision }: Judgement, seen: Version): Version | null {
  if (action === "merge") return seen;
  return action === "mint" && revision !== null ? remade(seen, { revision }) : null;
}

/** A person of this node writes the UID anew, or deletes it; not where nothing is known of it. */
export function edit(poller: Poller, content: string, deleted = false): void {
  const stands = poller.state === null ? null : winner(poller.state);
  if (stands === null || uidFingerprint(stands.uid) !== null) return;
  const next = version({ content, revision: stands.revision + 1, deleted, cancelled: deleted });
  poller.state = merge(poller.state, next).state;
}

/** Both come to know what the other knows. */
export function tell(from: Poller, to: Poller): void {
  to.state = join(to.state, from.state);
}

/** As minting does: the same words under another revision. */
function remade(seen: Version, { revision }: { readonly revision: number }): Version {
  return { ...seen, revision, c1: `${revision} ${seen.c1}` };
}
