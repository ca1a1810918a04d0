import { hash } from "node:crypto";
import { z } from "zod";
import { type IntentQuery, registerRequest } from "../../src/wire/push-register.ts";

const CHALLENGE = "uJ0cXrPZ2iN5mQ8sT1vYwA";

/** A request to be pushed to, and by which request its callback is asked whether it is meant. */
export function registerVectors(): object {
  const [example] = z.array(registerRequest).parse(registerRequest.meta()?.["examples"]);
  if (example === undefined) throw new Error("the request has no example");
  const bodies = [JSON.stringify(example), `${JSON.stringify(example, null, 1)}\n`];
  return {
    about:
      "Verification of intent (PROTOCOL.md, section 7): the body of a request as sent, its SHA-256, and the URL at which its callback is asked for the challenge, which is all of the answer. The second body says the same in other bytes, and is another request.",
    vectors: bodies.map((body) => {
      const request = hash("sha256", body);
      const { callback, registration } = example;
      const query: IntentQuery = { registration, request, challenge: CHALLENGE, lease: "864000" };
      return {
        body,
        request,
        url: `${callback}?${new URLSearchParams(query).toString()}`,
        answer: CHALLENGE,
      };
    }),
  };
}
