import { restamp } from "../../../core/ical/stamp.ts";
import type { Site } from "../../../core/model/site.ts";
import type { Observation } from "../../../core/model/source.ts";
import type { Version } from "../../../core/model/version.ts";
import { type Judgement, judge } from "../../../core/reconcile/judge.ts";
import { leads } from "../../../core/reconcile/leads.ts";
import type { Admission, Admit } from "../commons/admit.ts";
import { changeNotices } from "../commons/change-notices.ts";
import type { Changes } from "../database/changes.ts";
import type { Database } from "../database/database.ts";
import { heldVersions } from "../commons/held-versions.ts";
import { history } from "../commons/history.ts";
import { memoryRows } from "./memory-rows.ts";
import { objectStates, type Standing } from "../commons/object-states.ts";
import { sightingRows } from "./sighting-rows.ts";

/** The poll within which an object is weighed. */
export interface PollScene {
  readonly site: Site;
  /** All sites, to see which leads. */
  readonly sites: readonly Site[];
  readonly source: string;
  readonly changes: Changes;
}

/** What a feed shows of one UID, whether just read or remembered. */
export interface Shown {
  readonly observation: Observation;
  readonly version: Version;
  readonly revised: boolean;
  /** As in `ObservedObject`. */
  readonly withdrawn?: boolean;
}

export interface Weighed {
  readonly object: number;
  readonly action: Judgement["action"];
  /** Null where nothing was merged. */
  readonly admission: Admission | null;
}

export type Weigh = (scene: PollScene, shown: Shown) => Weighed;

/** Judges what a feed shows of a UID (protocol, section 3), does what follows, and remembers. */
export function weighing(db: Database, admit: Admit): Weigh {
  const states = objectStates(db);
  const sightings = sightingRows(db);
  const memories = memoryRows(db);
  const held = heldVersions(db);
  const past = history(db);
  const tell = changeNotices(db);

  const remember = (scene: PollScene, shown: Shown, object: number, memory: Judgement["memory"]) => {
    if (memory === null) return;
    const before = memories.find(scene.site.id, object);
    const same = before !== null && before.memory.digests.at(-1) === memory.digests.at(-1);
    const standing = states.load(shown.version.uid);
    if (standing === null) return;
    const { site, changes } = scene;
    const version = same ? before.version : held.hold(standing, shown.version, site.id, changes.now);
    memories.write(scene.site.id, object, { memory, version, revised: shown.revised });
    if (before !== null && before.version !== version) held.release(before.version);
  };

  const propose = (site: Site, object: number, version: Version, why: string, now: number) => {
    const from = { receivedFrom: site.id, enteredBy: null, path: [] };
    if (past.shelve(object, version, "proposed", why, now, from)) tell("proposal", version, site.id, now);
  };

  return (scene, shown) => {
    const { site, sites, source, changes } = scene;
    const { version, observation: observed, revised, withdrawn = false } = shown;
    const standing = states.load(version.uid) ?? states.create(version.uid, changes, 0);
    const object = standing.row.id;
    const judgement = judge({
      memory: memories.find(site.id, object)?.memory ?? null,
      state: isBare(standing) ? null : standing.state,
      observed,
      version,
      revised,
      withdrawn,
      leads: leads(site.id, sightings.of(object), sites),
      leadPolicy: site.lead,
      source,
      now: changes.now,
    });
    const { action, revision } = judgement;
    let entering: Version | null = null;
    if (action === "merge") entering = version;
    if (action === "mint" && revision !== null) entering = mint(version, revision, source);
    const admission = entering === null ? null : admit({ version: entering, site }, changes, standing);
    if (action === "propose") propose(site, object, version, judgement.reason, changes.now);
    remember(scene, shown, object, judgement.memory);
    return { object, action, admission };
  };
}

/** In the feed's name, even where a person's copy of the same words is what was kept of them. */
function mint(version: Version, revision: number, source: string): Version {
  return restamp(version, { revision, by: "feed", source });
}

function isBare({ rows }: Standing): boolean {
  return rows.size === 0;
}
