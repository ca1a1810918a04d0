import type { SiteDeclaration } from "../core/model/site.ts";

/** All settings of one node, checked and frozen. Paths are absolute. */
export interface Config {
  /** The peers.yaml that was read, null where there is none. */
  readonly file: string | null;
  /** True without any configuration: the node shows the sample city, and pushes nothing. */
  readonly sample: boolean;
  readonly node: NodeConfig;
  readonly network: NetworkConfig;
  /** Feeds and peers in the order of the file; peers come after feeds. */
  readonly sites: readonly SiteDeclaration[];
}

/** Who the node is, and where it lives. */
export interface NodeConfig {
  /** Origin that envelopes, revise URLs and links use: `https://calendar.example`, never from `Host`. */
  readonly url: string;
  readonly name: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** Folder of the database and the keys. */
  readonly data: string;
  /** IANA zone for schedules, dates, floating times and pages. */
  readonly timezone: string;
  /** Where people report what is wrong with the node: a `mailto:` or `https:` URL. */
  readonly contact: string | null;
}

/** What the node may reach, and whom it believes. */
export interface NetworkConfig {
  /** CIDR ranges that may be reached beside the public internet; plain `http:` is allowed only there. */
  readonly allow: readonly string[];
  /** CIDR ranges of the reverse proxies that are believed when they say for whom they ask. */
  readonly proxies: readonly string[];
}
