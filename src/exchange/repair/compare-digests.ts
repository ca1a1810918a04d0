import type { Site } from "../../core/model/site.ts";
import { BUCKETS } from "../../core/reconcile/digest-buckets.ts";
import { compareMarks } from "../../core/reconcile/compare-marks.ts";
import { bucketAnswer, digestAnswer, unpackFingerprints } from "../../wire/digest.ts";
import { readMessage } from "../../wire/message.ts";
import type { Allowance } from "./allowance.ts";
import { documentRequest, sendForOk } from "../foreign.ts";
import { ASKED_AT_ONCE, type Named } from "./fetch-named.ts";
import { namedIn, type Puller, takeAll } from "./pull-changes.ts";
import { randomFraction, type Random } from "../random.ts";
import type { Tally } from "../polling/tally.ts";

/** Most buckets that one comparison looks into. */
const MOST_BUCKETS = 256;
/** Buckets that are asked for side by side. */
const ABREAST = 4;
/** 256 fingerprints more than fit, and some room. */
const DIGEST_BYTES = 128 * 1024;
/** Of a bucket of a million events 250 objects, with all their rivals. */
const BUCKET_BYTES = 2 * 1024 * 1024;

export interface Comparison {
  readonly epoch: string;
  /** The peer's change log up to here is in it. */
  readonly next: number;
  /** Objects that differed. */
  readonly differences: number;
  /** UIDs of which the peer lacks something. */
  readonly lacked: readonly string[];
  /** False where more buckets differ than are looked into at once, or the allowance was spent. */
  readonly complete: boolean;
}

/**
 * Finds what this node and a peer have not in common, whatever was lost on the way, and takes what this one lacks
 * (protocol, sections 7 and 9). What the peer says decides only what it is asked for and offered.
 */
export async function compareDigests(
  comparer: Puller & { readonly random: Random },
  peer: Site,
  digest: string,
  tally: Tally,
  allowance: Allowance,
): Promise<Comparison> {
  const { send, store, random } = comparer;
  const request = documentRequest(`${digest}?buckets=${BUCKETS}`, "application/json");
  const { body } = await sendForOk(send, { ...request, maxBytes: DIGEST_BYTES });
  const { epoch, next, fingerprints } = readMessage(digestAnswer, body, digest);
  const theirs = unpackFingerprints(fingerprints);
  const ours = await store.repair.fingerprints();
  const differing = ours.flatMap((own, bucket) => (own === theirs[bucket] ? [] : [bucket]));
  const chosen = from(differing, Math.floor(randomFraction(random) * differing.length), MOST_BUCKETS);

  let complete = chosen.length === differing.length;
  let differences = 0;
  const lacked: string[] = [];
  let wanted: Named[] = [];
  const takeWanted = async (): Promise<void> => {
    const all = wanted;
    wanted = [];
    if (!(await takeAll(comparer, peer, all, tally, allowance))) complete = false;
  };
  for (let start = 0; start < chosen.length; start += ABREAST) {
    const buckets = chosen.slice(start, start + ABREAST);
    if (!allowance.spend(buckets.length)) {
      complete = false;
      break;
    }
    for (const found of await Promise.all(buckets.map((bucket) => compareBucket(comparer, digest, bucket)))) {
      differences += found.count;
      lacked.push(...found.lacked);
      wanted.push(...found.wanted);
    }
    // Most buckets differ in one object: what many of them lack is asked for at once.
    if (wanted.length >= ASKED_AT_ONCE) await takeWanted();
  }
  await takeWanted();
  return { epoch, next, differences, lacked, complete };
}

async function compareBucket({ send, store }: Puller, digest: string, bucket: number) {
  const url = `${digest}/${bucket}`;
  const request = documentRequest(url, "application/json");
  const { body } = await sendForOk(send, { ...request, maxBytes: BUCKET_BYTES });
  const { items } = readMessage(bucketAnswer, body, url);
  const { count, wanted, lacked } = compareMarks(await store.repair.bucket(bucket), items);
  return { count, lacked, wanted: namedIn(wanted.map(({ uid, ...mark }) => ({ uid, versions: [mark] }))) };
}

/** `most` members from a place on, round the end: what is left out now comes another time. */
function from<T>(list: readonly T[], start: number, most: number): readonly T[] {
  return [...list.slice(start), ...list.slice(0, start)].slice(0, most);
}
