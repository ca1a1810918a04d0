import { z } from "zod";
import { NOTICE_KINDS } from "../core/model/notice.ts";

/** What is posted to the operator's web hook (`notify.web_hook`): no part of the protocol, but relied on all the same. */
export const webHookMessage = z
  .object({
    node: z.string().describe("Origin of the node that tells"),
    name: z.string().describe("What people call it"),
    text: z.string().describe("All of it in words, as chat services show it"),
    notices: z.array(
      z.object({
        id: z.int().describe("The same as in the API; a notice may come twice"),
        created_at: z.string().describe("An instant in UTC"),
        kind: z.enum(NOTICE_KINDS),
        uid: z.string().nullable().describe("Of the event that it is about"),
        text: z.string().describe("A sentence or two for people"),
        url: z.string().nullable().describe("Page of the event"),
      }),
    ),
    more: z.int().describe("Notices that are left out, as there are too many"),
  })
  .meta({
    title: "Body of a web hook",
    examples: [
      {
        node: "https://calendar.example",
        name: "Calendar of Example",
        text: "Calendar of Example: one thing to look at\nOf “Picnic” (picnic@calendar.example) several versions stand at revision 3: choose one, or merge them.",
        notices: [
          {
            id: 12,
            created_at: "2026-11-21T19:00:00Z",
            kind: "conflict",
            uid: "picnic@calendar.example",
            text: "Of “Picnic” (picnic@calendar.example) several versions stand at revision 3: choose one, or merge them.",
            url: "https://calendar.example/events/picnic@calendar.example",
          },
        ],
        more: 0,
      },
    ],
  });

export type WebHookMessage = z.infer<typeof webHookMessage>;
