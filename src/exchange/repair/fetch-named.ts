import { readObject } from "../../core/ical/object.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import type { Site } from "../../core/model/site.ts";
import { MAX_NUMBER, type Version, type VersionClass } from "../../core/model/version.ts";
import { offeredHop } from "../../core/reconcile/forward.ts";
import type { Send } from "../../net/send.ts";
import type { Store } from "../../store/contract.ts";
import { MAX_DIGESTS } from "../../wire/objects.ts";
import type { Verifier } from "../../wire/signer.ts";
import { classify } from "../pushing/accept.ts";
import { inPortions } from "../portions.ts";
import { decodeCalendars } from "../pushing/calendars.ts";
import { isOrigin } from "../pushing/origin.ts";
import { postRequest, sendForOk } from "../foreign.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import { PATHS, type Self } from "../self.ts";

/** Digests that are asked for at once. */
export const ASKED_AT_ONCE = MAX_DIGESTS;
const OBJECT_BYTES = 64 * 1024;

export interface Fetcher {
  readonly self: Self;
  readonly store: Store;
  readonly send: Send;
  readonly verifier: Verifier;
  readonly keys: Pick<KeyRing, "shownBy">;
  readonly clock: () => number;
}

/** A version that a peer names; a member that is null was not said. Nothing of it is believed but what to ask for. */
export interface Named {
  readonly uid: string | null;
  readonly class: VersionClass | null;
  readonly c1: string;
  /** As it has there. */
  readonly hop: number | null;
  /** Ask for the bytes also where the version is known as a stub. */
  readonly wanted?: boolean;
}

/** What came of at most {@link ASKED_AT_ONCE} names. */
export interface Fetched {
  /** As they enter here. */
  readonly versions: readonly Version[];
  /** What the peer did not give, for people. */
  readonly missed: readonly Refusal[];
  /** Digests C1 that need not be asked for again once the versions are stored, and those that are to be later. */
  readonly given: readonly string[];
  readonly withheld: readonly string[];
}

/**
 * The versions that a peer names: known ones from the store, the others from the peer by digest, so that bytes and
 * signatures survive (protocol, section 3). The C1 of what it gives is computed here, and the class verified.
 */
export async function fetchNamed(fetcher: Fetcher, peer: Site, named: readonly Named[]): Promise<Fetched> {
  const { store, clock } = fetcher;
  const standing = await store.repair.standing(named.map(({ c1 }) => c1));
  const known = new Map(named.map((name) => [name, standing.find((version) => isMeant(name, version))]));
  const lacking = named.filter((name) => needsBytes(name, known.get(name)));
  const asked = await store.repair.askable(peer.id, [...new Set(lacking.map(({ c1 }) => c1))], clock());
  const given = await fetchObjects(fetcher, peer, [...asked]);

  const versions: Version[] = [];
  const missed: Named[] = [];
  for (const name of named) {
    const here = known.get(name);
    if (here !== undefined && !needsBytes(name, here)) {
      if (name.hop !== null) versions.push(polled(peer, name, here));
      continue;
    }
    if (!asked.has(name.c1)) continue;
    const bytes = given.get(name.c1);
    const version = bytes === undefined ? null : await classified(fetcher, peer, bytes);
    if (version === null || !isMeant(name, version)) missed.push(name);
    else versions.push(polled(peer, name, version));
  }
  const withheld = new Set(missed.map(({ c1 }) => c1));
  // What is to be asked for once more may be here meanwhile, by another peer.
  const settled = named.filter(
    (name) =>
      !withheld.has(name.c1) && (asked.has(name.c1) || (name.uid === null && known.get(name) !== undefined)),
  );
  return {
    versions,
    missed: missed.map((name) => notGiven(name)),
    given: settled.map(({ c1 }) => c1),
    withheld: [...withheld],
  };
}

/** A C1 stands for all of an object but its class: the same bytes may come with a signature or without. */
function isMeant({ class: versionClass, c1 }: Named, version: Version): boolean {
  return version.c1 === c1 && (versionClass === null || version.class === versionClass);
}

/** A stub is asked for where its bytes are wanted, or where fewer hops may make a filter take it. */
function needsBytes({ wanted, hop }: Named, here: Version | undefined): boolean {
  if (here === undefined) return true;
  return here.text === "" && (wanted === true || (hop !== null && hop + 1 < here.hop));
}

/** A peer tells the stored hop; the poller counts (protocol, section 5). */
function polled(peer: Site, { hop }: Named, version: Version): Version {
  const counted = Math.min((hop ?? version.hop) + 1, MAX_NUMBER);
  return { ...version, hop: offeredHop(counted, isOrigin(peer, version)) };
}

async function fetchObjects(
  { send, self }: Fetcher,
  peer: Site,
  c1s: readonly string[],
): Promise<ReadonlyMap<string, Version>> {
  if (c1s.length === 0) return new Map();
  const body = new TextEncoder().encode(JSON.stringify({ digests: c1s }));
  const headers = { "content-type": "application/json", accept: "text/calendar" };
  const request = postRequest(`${peer.url}${PATHS.objects}`, headers, body, c1s.length * OBJECT_BYTES * 2);
  const { body: answer } = await sendForOk(send, request);
  // A peer that has none of them any more answers with nothing.
  if (answer.byteLength === 0) return new Map();
  const versions = await inPortions(
    decodeCalendars(answer, c1s.length),
    (text) => text?.length ?? 0,
    async (texts) =>
      texts
        .flatMap((text) => (text === null ? [] : [readObject(text, self.plainHttp)]))
        .flatMap((read) => ("version" in read ? [read.version] : [])),
  );
  return new Map(versions.map((version) => [version.c1, version]));
}

async function classified(
  { verifier, keys, clock }: Fetcher,
  peer: Site,
  version: Version,
): Promise<Version | null> {
  const offer = await classify({ verifier, keyOf: keys.shownBy(peer, "now") }, version, clock());
  return "version" in offer ? offer.version : null;
}

function notGiven({ uid, c1 }: Named): Refusal {
  const reason = `The peer names the object ${c1}, but did not give it as one that may be taken.`;
  return { component: "VEVENT", uid, line: 0, rule: "not-given", reason };
}
