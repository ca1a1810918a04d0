import * as z from "zod";
import { label, mapping, origin, text } from "./expected.ts";
import { isRange } from "./ranges.ts";
import { isZone, parseContact, parseListen } from "./value.ts";

/** What this node is: `node:`. */
export const nodeOptions = z.strictObject(
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
    secret_key: text("the path of a file", (value) => /^[^\0]+$/.test(value))
      .meta({
        description:
          "File of the key that seals the tokens of other sites in the database, made where it is missing; by default secret.key in the data folder. Kept elsewhere, who gets the data folder alone can read none of them.",
        examples: ["/etc/discal/secret.key"],
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

/** What surrounds it: `network:`. */
export const networkOptions = z.strictObject(
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
