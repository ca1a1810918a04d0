import * as z from "zod";
import { mapping, someOf, text } from "./expected.ts";
import { parseSiteUrl } from "./value.ts";

/** Most people who are written to. */
const MOST_READERS = 20;

const address = () =>
  text("a mail address such as calendar@example.org", (value) => /^[^\s@<>",;:]+@[^\s@<>",;:]+$/.test(value));

/** `notify:`. What `server` may be is said in relations.ts, which does not repeat its password. */
export const notifyOptions = z.strictObject(
  {
    web_hook: text("an https: URL", (value) => /^https?:/i.test(value) && parseSiteUrl(value) !== null)
      .meta({
        description: "URL that each notice is posted to as JSON: https:, or http: within network.allow.",
        examples: ["https://chat.example/hooks/calendar"],
      })
      .optional(),
    mail: z
      .strictObject(
        {
          server: z
            .string({ error: "a mail server" })
            .meta({
              description:
                "Mail server: smtp://user:password@host:587, or smtps:. DISCAL_SMTP in the environment goes before it, so that no password need stand here.",
              examples: ["smtp://mail.example:587"],
            })
            .optional(),
          from: address().meta({ description: "Whom the mails are from." }),
          to: someOf(address(), `a list of 1 to ${MOST_READERS} mail addresses`, MOST_READERS).meta({
            description: "Who is written to.",
            examples: [["editors@example.org"]],
          }),
        },
        mapping,
      )
      .meta({ description: "Notices are sent as mail, too." })
      .optional(),
  },
  mapping,
);
