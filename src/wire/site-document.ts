import { z } from "zod";
import { address, fingerprint, origin } from "./grammar.ts";
import { MOST_MOVES, moveStatement } from "./move.ts";

const url = "https://calendar.example";
const key = "4724A655A61269C2A570F5036B403B53D856AAB3";

/**
 * What `GET /.well-known/discal` answers (protocol, section 7). Readers ignore members that they do not know.
 * Every URL in it has the origin `url`: so a site cannot send what its peers sign to a third party.
 */
export const siteDocument = z
  .object({
    url: origin.describe("Origin of the node; envelopes name it as sender and recipient"),
    name: z.string().min(1).max(200),
    protocols: z.array(z.string().min(1).max(40)).min(1).max(16).describe('Holds "discal/1"'),
    fingerprint: fingerprint.describe("Primary fingerprint, which peers pin"),
    keyUrl: address.describe("Where the armored certificate is served"),
    endpoints: z.object({
      feed: address.describe("iCalendar for anybody"),
      events: address.describe("The same as JSON"),
      enterEvent: address.describe("Where objects are pushed to"),
      objects: address.describe("GET {objects}/{c1}, or POST a list of digests"),
      keys: address.describe("GET {keys}/{fingerprint}"),
      revise: address.optional().describe("Where changes to this node's events are reported (X-REVISE-URL)"),
      pushRegister: address.optional().describe("Where to ask to be pushed to"),
      changes: address.optional().describe("The change log, for catching up"),
      digest: address.optional().describe("Fingerprints of all that is known, for finding what was lost"),
    }),
    limits: z.object({
      bodyBytes: z.int().min(1).describe("Most bytes of one push"),
      objectBytes: z.int().min(1).describe("Most bytes of one object"),
      objects: z.int().min(1).describe("Most objects of one push"),
    }),
    authority: z.enum(["open", "locked"]).describe("How this node mints UIDs"),
    moves: z
      .array(moveStatement)
      .max(MOST_MOVES)
      .optional()
      .describe("Origins that the node left for this one"),
    epoch: z.string().min(1).max(64).describe("Names the node's change log; a restored copy gets a new one"),
  })
  .refine(
    ({ url, keyUrl, endpoints }) =>
      [keyUrl, ...Object.values(endpoints)].every((at) => at === undefined || isWithin(at, url)),
    {
      error: "keyUrl and every endpoint must have the origin that url names",
    },
  )
  .refine(({ protocols }) => protocols.includes("discal/1"), { error: "protocols must hold discal/1" })
  .meta({
    title: "Site document",
    examples: [
      {
        url,
        name: "Calendar of Example",
        protocols: ["discal/1"],
        fingerprint: key,
        keyUrl: `${url}/discal/v1/keys/${key}`,
        endpoints: {
          feed: `${url}/feed.ics`,
          events: `${url}/events.json`,
          enterEvent: `${url}/discal/enter-event`,
          objects: `${url}/discal/v1/objects`,
          keys: `${url}/discal/v1/keys`,
          revise: `${url}/discal/revise`,
          pushRegister: `${url}/discal/push-register`,
          changes: `${url}/discal/v1/changes`,
          digest: `${url}/discal/v1/digest`,
        },
        limits: { bodyBytes: 1_048_576, objectBytes: 65_536, objects: 50 },
        authority: "open",
        epoch: "6f1c2a9e4b7d4c53",
      },
    ],
  });

export type SiteDocument = Readonly<z.infer<typeof siteDocument>>;

function isWithin(address: string, origin: string): boolean {
  return URL.canParse(address) && new URL(address).origin === origin;
}
