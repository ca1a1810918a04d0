import { expect, it } from "vitest";
import { changesAnswer } from "../../../src/wire/changes.ts";
import { bucketAnswer, digestAnswer } from "../../../src/wire/digest.ts";
import { readMessage } from "../../../src/wire/message.ts";
import { moveStatement } from "../../../src/wire/move.ts";
import { objectsRequest } from "../../../src/wire/objects.ts";
import { offerAnswer } from "../../../src/wire/offer.ts";
import { problemDocument, readProblem } from "../../../src/wire/problem.ts";
import { registerRequest, registerStatus } from "../../../src/wire/push-register.ts";
import { siteDocument } from "../../../src/wire/site-document.ts";
import { against } from "../../support/threat.ts";
import { timeOf } from "../../support/turns.ts";

const DEEP = 500_000;
const keys = (make: (n: number) => string) =>
  `{${Array.from({ length: 60_000 }, (_, n) => `"${make(n)}":1`).join()}}`;

/** Up to 1 MiB each, as much as any answer may have that is read as JSON. */
const BODIES = {
  "lists within lists": "[".repeat(DEEP) + "]".repeat(DEEP),
  "lists that never end": "[".repeat(2 * DEEP),
  "objects within objects": '{"a":'.repeat(DEEP / 5),
  "lists in the place of each member": `{${["url", "items", "digests", "results", "uid", "details"]
    .map((name) => `"${name}":${"[".repeat(50_000)}${"]".repeat(50_000)}`)
    .join()}}`,
  "keys that are numbers": keys((n) => String(n * 65_536)),
  "keys that differ at their end": keys((n) => `aaaaaaaa${n}`),
  "one key over and over": keys(() => "url"),
  "a number of a million digits": "9".repeat(1_000_000),
  "a text of a million escapes": `"${"\\u0000".repeat(170_000)}"`,
  "the names that objects inherit":
    '{"__proto__":{"url":"x","polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  "three hundred thousand objects": `[${"{},".repeat(300_000)}{}]`,
};

const SCHEMAS = {
  changesAnswer,
  digestAnswer,
  bucketAnswer,
  moveStatement,
  objectsRequest,
  offerAnswer,
  problemDocument,
  registerRequest,
  registerStatus,
  siteDocument,
};

it.for(Object.entries(BODIES))(
  "JSON is refused in a moment, whatever message it is sent for: %s",
  against(
    "bombs",
    "JSON is nested deep, or has keys that collide",
    "depth is counted before it is read; 1 MiB at most",
  ),
  ([name, json], { task }) => {
    const body = new TextEncoder().encode(json);
    const refusal = /lists |objects within/.test(name)
      ? /nested deeper than 16 levels/
      : /^What they sent is /;
    let longest = 0;
    for (const schema of Object.values(SCHEMAS)) {
      const read = () => {
        expect(() => readMessage(schema as never, body, "they")).toThrow(refusal);
      };
      longest = Math.max(longest, timeOf(read));
    }
    longest = Math.max(
      longest,
      timeOf(() => expect(readProblem(body)).toBeNull()),
    );
    expect(longest).toBeLessThan(300);
    expect({}).not.toHaveProperty("polluted");
    task.meta.figure = `longest turn ${Math.round(longest)} ms`;
  },
);
