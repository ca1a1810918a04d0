/** What a feed said of a UID, kept so that a feed is compared with itself (protocol, section 3). */
export interface SourceMemory {
  /** The last 16 digests that this feed showed, newest last; "" stands for its absence. */
  readonly digests: readonly string[];
  readonly sequence: number;
  readonly lastModified: string;
  /** How many equal polls in a row a lasting difference to the winner has been seen, 0 where there is none. */
  readonly pending: number;
  /** Not before this moment is a lasting difference minted; ms since 1970. */
  readonly waitUntil: number;
  /** The wait after the next such minting, ms: doubles per UID from 1 hour to 7 days. */
  readonly wait: number;
}

/** What one poll of a plain feed saw of one UID. */
export interface Observation {
  readonly digest: string;
  readonly sequence: number;
  readonly lastModified: string;
}

/** That a site showed a UID. */
export interface Sighting {
  readonly siteId: number;
  readonly uid: string;
  readonly hop: number;
  /** ms since 1970. */
  readonly firstSeen: number;
  /** Since when the site shows it no more, null where it still does. */
  readonly missingSince: number | null;
  /** What arrived, as it came; "" of a peer, whose bytes are kept with the version. */
  readonly raw: string;
}
