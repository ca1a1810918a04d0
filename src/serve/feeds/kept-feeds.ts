import type { FeedPiece } from "../../sinks/feed-pieces.ts";
import { GZIP_HEAD, gzipEnd } from "../../sinks/gzip-pieces.ts";

/** Feeds in gzip, for as long as they are what they were made from. */
export interface KeptFeeds {
  /** The whole feed at this address, as far as it is kept in this state. */
  find(address: string, state: string): Uint8Array<ArrayBuffer> | null;
  /**
   * Makes a feed, and keeps it. `pieces` is given those that it was last made of, and gives all of them in turn.
   */
  make(
    address: string,
    state: string,
    pieces: (known: ReadonlyMap<string, FeedPiece>) => AsyncIterable<FeedPiece>,
  ): AsyncIterable<Uint8Array>;
}

interface Kept {
  readonly state: string;
  readonly body: Buffer<ArrayBuffer>;
  /** Their bytes are parts of the body. */
  readonly pieces: ReadonlyMap<string, FeedPiece>;
}

/** Octets of all feeds that are kept, and of one of them: 10,000 events come to 1 to 2 MiB. */
const MOST = 32 * 2 ** 20;
const MOST_OF_ONE = MOST / 2;
/** Feeds that are made side by side and kept. */
const ABREAST = 2;
/** Pieces that are sent together: each write costs. */
const AT_ONCE = 16;

/** What is asked for often is made once; the others are made anew as they are asked for. */
export function keepFeeds(most: number = MOST, mostOfOne: number = MOST_OF_ONE): KeptFeeds {
  // In the order in which they were asked for.
  const kept = new Map<string, Kept>();
  const underWay = new Set<string>();

  const keep = (address: string, feed: Kept): void => {
    kept.delete(address);
    kept.set(address, feed);
    let octets = [...kept.values()].reduce((sum, { body }) => sum + body.length, 0);
    for (const [oldest, { body }] of kept) {
      if (octets <= most) return;
      kept.delete(oldest);
      octets -= body.length;
    }
  };

  return {
    find(address, state) {
      const found = kept.get(address);
      if (found?.state !== state) return null;
      keep(address, found);
      return found.body;
    },
    async *make(address, state, pieces) {
      const isKept = underWay.size < ABREAST && !underWay.has(address);
      if (isKept) underWay.add(address);
      try {
        const made: FeedPiece[] = [];
        let octets = 0;
        let ahead: Uint8Array[] = [GZIP_HEAD];
        for await (const piece of pieces(kept.get(address)?.pieces ?? new Map())) {
          octets += piece.bytes.length;
          made.push(isKept && octets <= mostOfOne ? piece : { ...piece, bytes: NOTHING });
          if (ahead.push(piece.bytes) < AT_ONCE) continue;
          yield Buffer.concat(ahead);
          ahead = [];
        }
        const end = gzipEnd(made);
        yield Buffer.concat([...ahead, end]);
        if (isKept && octets <= mostOfOne) keep(address, whole(state, made, end));
      } finally {
        if (isKept) underWay.delete(address);
      }
    },
  };
}

const NOTHING = Buffer.alloc(0);

function whole(state: string, made: readonly FeedPiece[], end: Buffer): Kept {
  const body = Buffer.concat([GZIP_HEAD, ...made.map(({ bytes }) => bytes), end]);
  const pieces = new Map<string, FeedPiece>();
  let start = GZIP_HEAD.length;
  for (const piece of made) {
    const bytes = body.subarray(start, (start += piece.bytes.length));
    if (piece.key !== null) pieces.set(piece.key, { ...piece, bytes });
  }
  return { state, body, pieces };
}
