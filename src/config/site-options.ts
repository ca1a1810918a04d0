import * as z from "zod";
import { label, mapping, origin, tag, text, wholeNumber, yesOrNo } from "./expected.ts";
import { filterOptions } from "./filter-options.ts";
import { parseSchedule } from "./schedule.ts";
import { parseFingerprint, parseSiteUrl } from "./value.ts";

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

/** How many new events may come within a day. */
export const quota = () => wholeNumber("a number of events", 1, 100_000_000);

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
