import { hash } from "node:crypto";
import type { PeerFilter } from "../../../src/core/model/peer-filter.ts";
import type { ObjectState, Version } from "../../../src/core/model/version.ts";
import { admission } from "../../../src/core/reconcile/interest.ts";
import { subjectOf } from "../../../src/core/reconcile/subject.ts";
import { winner } from "../../../src/core/reconcile/winner.ts";
import { essence } from "../histories.ts";
import { version } from "../versions.ts";
import { ours, type Rules } from "./rules.ts";
import type { Deed } from "./world.ts";

/** What a node with a filter knows of an event. */
export interface Filtered {
  readonly state: ObjectState | null;
  readonly admitted: boolean;
  readonly shown: boolean;
}

/** Our rules, with a filter at each node over what peers show it; null: none. */
export function filteredRules(filters: readonly (PeerFilter | null)[]): Rules<Filtered> {
  const texts = new Map<string, string>();
  return {
    nothing: { state: null, admitted: false, shown: false },
    take(known, next, node) {
      if (next.text !== "") texts.set(next.c1, next.text);
      const state = ours.take(known.state, next, node);
      if (state === known.state) return known;
      return judged({ ...known, state }, filters[node] ?? null, texts);
    },
    shows: ({ state, shown }) => (shown ? ours.shows(state) : null),
    offers: ({ state }) => ours.offers(state),
    name: ({ state, admitted, shown }) => `${admitted} ${shown} ${essence(state)}`,
  };
}

/** As the store does it: what is not admitted is kept as stubs, and what has become so gets its texts from a peer. */
function judged(known: Filtered, filterIn: PeerFilter | null, texts: ReadonlyMap<string, string>): Filtered {
  const wins = known.state === null ? null : winner(known.state);
  if (known.state === null || wins === null) return known;
  const whole = { ...wins, text: texts.get(wins.c1) ?? "" };
  const versions = known.state.open?.versions ?? [];
  const subject = subjectOf(whole, Math.min(...versions.map(({ hop }) => hop)));
  const { admitted, shown } = admission([{ host: "a.example", filterIn }], [], subject, known.admitted);
  const open = {
    revision: wins.revision,
    versions: versions.map((one) => ({ ...one, text: admitted ? (texts.get(one.c1) ?? "") : "" })),
  };
  return { state: { ...known.state, open }, admitted, shown };
}

/** An event with these categories. */
export function tagged(tags: readonly string[], revision: number, words = ""): Version {
  const lines = [
    "BEGIN:VCALENDAR",
    "BEGIN:VEVENT",
    "UID:1@a.example",
    "DTSTART:20260316T190000Z",
    `SUMMARY:Concert ${words}`,
    ...(tags.length === 0 ? [] : [`CATEGORIES:${tags.join()}`]),
    `X-REVISION:${revision}`,
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  const text = lines.map((line) => `${line}\r\n`).join("");
  const content = `${tags.join()} ${words}`;
  return version({ uid: "1@a.example", content, revision, hop: 0, text, c1: hash("sha256", text) });
}

/** A person who sees the event gives it these tags instead. */
export function retagging(rules: Rules<Filtered>, tags: readonly string[], words = ""): Deed<Filtered> {
  return (known, node) => {
    const before = ours.shows(known.state);
    if (before === null || before.deleted || before.text === "") return null;
    const made = { ...tagged(tags, before.revision + 1, words), hop: before.hop };
    return rules.take(known, made, node);
  };
}

/** A deletion has no tags by which a filter could take it. */
export function untagging(rules: Rules<Filtered>): Deed<Filtered> {
  return (known, node) => {
    const before = ours.shows(known.state);
    if (before === null || before.deleted || before.text === "") return null;
    const made = tagged([], before.revision + 1, "deleted");
    return rules.take(known, { ...made, hop: before.hop, deleted: true, cancelled: true }, node);
  };
}

/** The mistake: a filter that keeps single versions out of the state. */
export function droppingRules(filters: readonly (PeerFilter | null)[]): Rules<Filtered> {
  const whole = filteredRules(filters.map(() => null));
  return {
    ...whole,
    take(known, next, node) {
      const sites = [{ host: "a.example", filterIn: filters[node] ?? null }];
      const { admitted } = admission(sites, [], subjectOf(next, next.hop), false);
      return admitted ? whole.take(known, next, node) : known;
    },
  };
}
