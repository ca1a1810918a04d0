import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { z } from "zod";
import { changesAnswer } from "../src/wire/changes.ts";
import { bucketAnswer, digestAnswer } from "../src/wire/digest.ts";
import { moveStatement } from "../src/wire/move.ts";
import { objectsRequest } from "../src/wire/objects.ts";
import { offerAnswer } from "../src/wire/offer.ts";
import { problemDocument } from "../src/wire/problem.ts";
import { registerRequest, registerStatus } from "../src/wire/push-register.ts";
import { siteDocument } from "../src/wire/site-document.ts";
import { webHookMessage } from "../src/wire/web-hook.ts";

/** The messages of the protocol, by the names of their files in `schema/wire/`. */
export const messages = {
  "site-document": siteDocument,
  offer: offerAnswer,
  objects: objectsRequest,
  "push-register": registerRequest,
  "push-register-status": registerStatus,
  changes: changesAnswer,
  digest: digestAnswer,
  "digest-bucket": bucketAnswer,
  move: moveStatement,
  problem: problemDocument,
  "web-hook": webHookMessage,
} as const;

/** What a sender must keep to; a reader ignores members that it does not know. */
export function toSchema(message: z.ZodType): object {
  return z.toJSONSchema(message, { io: "input" });
}

// Run as `node scripts/wire-schemas.ts` after a message has changed; a test holds the files against src/wire/.
if (import.meta.main) {
  for (const [name, message] of Object.entries(messages)) {
    const text = await format(JSON.stringify(toSchema(message)), { parser: "json", printWidth: 110 });
    writeFileSync(new URL(`../schema/wire/${name}.schema.json`, import.meta.url), text);
  }
}
