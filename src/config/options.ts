import * as z from "zod";
import { mapping, text, wholeNumber } from "./expected.ts";
import { limitOptions } from "./limit-options.ts";
import { networkOptions, nodeOptions } from "./node-options.ts";
import { notifyOptions } from "./notify-options.ts";
import { policyOptions } from "./policy-options.ts";
import { parseLease } from "./schedule.ts";
import { peerOptions, quota, siteOptions } from "./site-options.ts";

/*
 * The one table of what peers.yaml may say. Every option has a description, and says what was expected of a value
 * that it refuses. Defaults are told here and applied in load.ts, where the environment is known.
 */

/** What counts where the file says nothing: events of one peer a day that are ended, and that are new. */
export const USUAL = { brake: 200, quota: 200_000 } as const;

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
    node: nodeOptions
      .meta({ description: "What this node is called, where it is reached, where it keeps its data." })
      .optional(),
    network: networkOptions
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
        default: USUAL.brake,
      })
      .optional(),
    quota: quota()
      .meta({
        description:
          "How many new events one feed or peer may bring within a day, where a peer's entry says nothing else; the rest is put off.",
        default: USUAL.quota,
      })
      .optional(),
    limits: limitOptions.meta({ description: "What is refused early, so that the rest goes on." }).optional(),
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
