import type { Policy } from "../core/model/policy.ts";
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
  /** In the order of the file; the last that matches wins. */
  readonly policies: readonly Policy[];
  readonly registration: RegistrationConfig;
  /** Most events that one peer may cancel or delete within a day, before it is suspended. */
  readonly brake: number;
  /** Most new events that one peer may bring within a day, where its entry says nothing else. */
  readonly quota: number;
  readonly notify: NotifyConfig;
  readonly limits: LimitsConfig;
}

/** What is refused early, so that the rest goes on. */
export interface LimitsConfig {
  /** Requests that one address of the internet may make a minute. */
  readonly requests: number;
  /** Connections that may be open at once. */
  readonly connections: number;
}

/** How requests to be pushed to are answered, where no policy says otherwise. */
export interface RegistrationConfig {
  /** `ask`: an admin decides; `allow`: whoever is verified; `deny`: nobody. */
  readonly answer: "allow" | "ask" | "deny";
  /** Longest lease that is given, ms: at most 30 days. */
  readonly lease: number;
}

/** Where people are told of what waits for them, beside log and API. */
export interface NotifyConfig {
  /** URL that notices are posted to as JSON. */
  readonly webHook: string | null;
  readonly mail: MailConfig | null;
}

export interface MailConfig {
  /** `smtp://user:password@host:587` or `smtps:`; from the environment where the file should hold no password. */
  readonly server: string;
  readonly from: string;
  readonly to: readonly string[];
}

/** Who the node is, and where it lives. */
export interface NodeConfig {
  /** Origin that envelopes, revise URLs and links use: `https://calendar.example`, never from `Host`. */
  readonly url: string;
  readonly name: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** Folder of the database and the keys. */
  readonly data: string;
  /** File of the key that seals other sites' tokens in the database. */
  readonly secretKey: string;
  /** IANA zone for schedules, dates, floating times and pages. */
  readonly timezone: string;
  /** Where people report what is wrong with the node: a `mailto:` or `https:` URL. */
  readonly contact: string | null;
  /** `locked`: new events get UIDs that name the node's key, and only their signed versions count. */
  readonly authority: "open" | "locked";
}

/** What the node may reach, and whom it believes. */
export interface NetworkConfig {
  /** CIDR ranges that may be reached beside the public internet; plain `http:` is allowed only there. */
  readonly allow: readonly string[];
  /** CIDR ranges of the reverse proxies that are believed when they say for whom they ask. */
  readonly proxies: readonly string[];
}
