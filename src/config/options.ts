import * as z from "zod";
import { label, mapping, origin, tag, text, wholeNumber, yesOrNo } from "./expected.ts";
import { filterOptions } from "./filter-options.ts";
import { notifyOptions } from "./notify-options.ts";
import { policyOptions } from "./policy-options.ts";
import { isRange } from "./ranges.ts";
import { parseLease, parseSchedule } from "./schedule.ts";
import { isZone, parseContact, parseFingerprint, parseListen, parseSiteUrl } from "./value.ts";

/*
 * The one table of what peers.yaml may say. Every option has a description, and says what was expected of a value
 * that it refuses. Defaults are told here and applied in load.ts, where the environment is known.
 */

/** An address may be a secret; a name is shown to everybody. */
const siteLabel = () =>
  label("a name").refine((value) => !value.includes("://"), {
    error: "a name for people, who are all shown it, not an address",
  });

const scheduleExpected = `an interval of 10s to 60d ("30m", "1h", "2d"), a cron pattern of five fields ("0 6 * * *") or false`;

const schedule = z.union(
  [z.literal(false), text(scheduleExpected, (value) => parseSchedule(value) !== null)],
  {
    error: scheduleExpected,
  },
);

const tags = z.array(tag(), { error: `a list of tags such as ["music", "free"]` });

const filterIn = filterOptions
  .nullable()
  .meta({
    description:
      "Which of the events that it shows are stored in full and shown; all others are merged and kept as stubs.",
  })
  .optional();

const filterOut = filterOptions
  .nullable()
  .meta({ description: "Which events it is given. Of what it was given once it gets all later versions." })
  .optional();

const quota = () => wholeNumber("a number of events", 1, 100_000_000);

const node = z.strictObject(
  {
    url: origin()
      .meta({
        description:
          "Origin at which others reach this node (by default http://127.0.0.1 with its port). Links and what it signs use it, never what a request says.",
        examples: ["https://calendar.example"],
      })
      .optional(),
    name: label("a name").meta({ description: "What people call this node.", default: "DisCal" }).optional(),
    listen: text(`host:port such as "127.0.0.1:8080" or "[::]:8080"`, (value) => parseListen(value) !== null)
      .meta({
        description: "Address and port that the server listens on; port 0 takes any free one.",
        default: "127.0.0.1:8080",
      })
      .optional(),
    data: text("the path of a folder", (value) => /^[^\0]+$/.test(value))
      .meta({
        description:
          "Folder of the database and the keys; a relative path starts at the folder of this file.",
        default: "data",
      })
      .optional(),
    timezone: text(`an IANA time zone such as "Europe/Berlin"`, isZone)
      .meta({
        description: "Zone of cron patterns, of dates without time and of pages; by default the system's.",
        examples: ["Europe/Berlin"],
      })
      .optional(),
    contact: text(
      `a URL such as "mailto:calendar@example.org" or "https://example.org/contact"`,
      (value) => parseContact(value) !== null,
    )
      .meta({
        description:
          "Where people report what is wrong with this node, a security fault above all: a mailto: or https: URL, which /.well-known/security.txt shows.",
        examples: ["mailto:calendar@example.org"],
      })
      .optional(),
    authority: z
      .enum(["open", "locked"], { error: `"open" or "locked"` })
      .meta({
        description:
          "Whose versions of an event that is entered here count in the network: everybody's (open), or only those that this node signs (locked), and other changes are proposals to it. It is settled for each event when it is entered.",
        default: "open",
      })
      .optional(),
  },
  mapping,
);

const network = z.strictObject(
  {
    allow: z
      .array(text(`a range such as "10.0.0.0/8" or "fd00::/8"`, isRange), { error: "a list of ranges" })
      .meta({
        description:
          "Address ranges (CIDR) that may be reached beside the public internet; plain http: is allowed only there.",
        default: [],
        examples: [["127.0.0.0/8", "192.168.0.0/16"]],
      })
      .optional(),
    proxies: z
      .array(text(`a range such as "127.0.0.1" or "10.0.0.0/8"`, isRange), { error: "a list of ranges" })
      .meta({
        description:
          "Address ranges (CIDR) of the reverse proxies before this node: only they are believed when they say for whom they ask (X-Forwarded-For, Forwarded).",
        default: [],
        examples: [["127.0.0.1", "::1"]],
      })
      .optional(),
  },
  mapping,
);

/** A feed: an entry of `sites:`. */
export const siteOptions = z.strictObject(
  {
    url: text(
      `the address of a feed such as "https://example.org/events.ics"`,
      (value) => parseSiteUrl(value) !== null,
    ).meta({
      description: "Address of an iCalendar feed: https:, webcal:, or http: within network.allow.",
      examples: ["https://library.example/events.ics"],
    }),
    name: siteLabel().meta({ description: "What people call the site; by default its host." }).optional(),
    poll: schedule
      .meta({
        description:
          "How often it is polled: an interval, a cron pattern, or false for never. A feed that states its own interval (5 minutes to 7 days) is polled at that one instead; a cron pattern is kept.",
        default: "1h",
      })
      .optional(),
    tags: tags
      .meta({ description: "Tags that this node adds to all that the site shows.", default: [] })
      .optional(),
    lead: z
      .enum(["person", "source"], { error: `"person" or "source"` })
      .meta({
        description:
          "Whose change counts where a person has revised an event of this site: the person's, or the site's next change.",
        default: "person",
      })
      .optional(),
    filters: z
      .strictObject({ in: filterIn }, mapping)
      .meta({ description: "What is taken of this site; by default everything." })
      .optional(),
  },
  mapping,
);

/** Another node: an entry of `peers:`. */
export const peerOptions = z.strictObject(
  {
    url: origin().meta({
      description: "Origin of another node that speaks discal/1.",
      examples: ["https://calendar.example"],
    }),
    name: siteLabel().meta({ description: "What people call the peer; by default its host." }).optional(),
    poll: schedule
      .meta({ description: "How often its feed is polled, as with sites.", default: "1h" })
      .optional(),
    push: yesOrNo().meta({ description: "New versions are pushed to it.", default: true }).optional(),
    accept: yesOrNo().meta({ description: "Its pushes are accepted.", default: true }).optional(),
    fingerprint: text(
      "the fingerprint of its primary key, 40 hexadecimal digits",
      (value) => parseFingerprint(value) !== null,
    )
      .meta({
        description:
          "Fingerprint of its primary key, so that no other is ever taken for it; otherwise the first one seen is pinned.",
      })
      .optional(),
    tags: tags
      .meta({ description: "Tags that this node adds to all that the peer shows.", default: [] })
      .optional(),
    quota: quota()
      .nullable()
      .meta({
        description: "How many new events it may bring within a day; by default as many as every peer.",
      })
      .optional(),
    filters: z
      .strictObject({ in: filterIn, out: filterOut }, mapping)
      .meta({ description: "What is taken from this peer, and what it is given; by default everything." })
      .optional(),
  },
  mapping,
);

const registration = z.strictObject(
  {
    answer: z
      .enum(["allow", "ask", "deny"], { error: `"allow", "ask" or "deny"` })
      .meta({
        description:
          "Who gets what it asked for by push-register, once it has confirmed that it asked: everybody, whom an admin lets, or nobody.",
        default: "ask",
      })
      .optional(),
    lease: text(`a time of 1h to 30d ("10d")`, (value) => parseLease(value) !== null)
      .meta({ description: "How long it lasts at most, if it is not renewed.", default: "10d" })
      .optional(),
  },
  mapping,
);

/** Shape of peers.yaml. */
export const peersFile = z.strictObject(
  {
    node: node
      .meta({ description: "What this node is called, where it is reached, where it keeps its data." })
      .optional(),
    network: network
      .meta({ description: "What this node may reach, and through what it is reached." })
      .optional(),
    sites: z
      .array(siteOptions, { error: "a list of sites" })
      .meta({ description: "Feeds that are polled; of several that show one event the first leads." })
      .optional(),
    peers: z
      .array(peerOptions, { error: "a list of peers" })
      .meta({ description: "Other nodes that events are exchanged with." })
      .optional(),
    policies: z
      .array(policyOptions, { error: "a list of policies" })
      .meta({
        description:
          "What is allowed beyond filters; of all rows that match the last wins, and without any everything is allowed.",
      })
      .optional(),
    registration: registration
      .meta({ description: "How requests of other sites to be pushed to are answered." })
      .optional(),
    brake: wholeNumber("a number of events", 1, 1_000_000)
      .meta({
        description: "How many events one peer may cancel or delete within a day, before it is suspended.",
        default: 200,
      })
      .optional(),
    quota: quota()
      .meta({
        description:
          "How many new events one peer may bring within a day, where its entry says nothing else; the rest is put off.",
        default: 200_000,
      })
      .optional(),
    notify: notifyOptions
      .meta({ description: "Where people are told of what waits for them, beside log and API." })
      .optional(),
  },
  mapping,
);

export type PeersFile = z.infer<typeof peersFile>;

/** JSON Schema of peers.yaml for editors; `schema/config/peers.schema.json` holds it. */
export function configSchema(): z.core.JSONSchema.BaseSchema {
  return { ...z.toJSONSchema(peersFile, { io: "input" }), title: "peers.yaml of a DisCal node" };
}
