import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { DomainError } from "../../../src/core/model/domain-error.ts";
import { readMessage } from "../../../src/wire/message.ts";
import { MAX_DIGESTS, objectsRequest } from "../../../src/wire/objects.ts";
import { offerAnswer } from "../../../src/wire/offer.ts";
import { problemDocument, toProblem } from "../../../src/wire/problem.ts";
import { siteDocument } from "../../../src/wire/site-document.ts";
import { messages, toSchema } from "../../../scripts/wire-schemas.ts";

const [site] = examples(siteDocument);

function examples(message: z.ZodType): unknown[] {
  return (message.meta()?.["examples"] ?? []) as unknown[];
}

describe.each(Object.entries(messages))("the message %s", (name, message) => {
  it("is published as it is read (else run node scripts/wire-schemas.ts)", () => {
    const path = new URL(`../../../schema/wire/${name}.schema.json`, import.meta.url);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(JSON.parse(JSON.stringify(toSchema(message))));
  });

  it("has examples that are read as they stand", () => {
    expect(examples(message)).not.toEqual([]);
    for (const example of examples(message)) expect(message.parse(example)).toEqual(example);
  });
});

describe("reading a message", () => {
  const read = (body: string | Uint8Array) => () =>
    readMessage(
      offerAnswer,
      typeof body === "string" ? new TextEncoder().encode(body) : body,
      "https://b.example/x",
    );

  it.each([
    ["no JSON", "<html>", "What https://b.example/x sent is no JSON."],
    ["no UTF-8", Uint8Array.of(0x5b, 0xff, 0x5d), "What https://b.example/x sent is no JSON."],
    [
      "another message",
      '[{"uid":"a","revision":1,"verdict":"accepted"}]',
      /not as the protocol says: 0\.reason: /,
    ],
  ])("says where it came from and what is wrong with %s", (_, body, message) => {
    expect(read(body)).toThrow(message);
  });
});

describe("a site document", () => {
  it("may say more than we know", () => {
    expect(siteDocument.safeParse({ ...(site as object), software: "other" }).success).toBe(true);
  });

  it.each([
    ["an endpoint of another origin", { keyUrl: "https://evil.example/key" }],
    ["a url with a path", { url: "https://calendar.example/" }],
    ["a url in upper case", { url: "https://Calendar.example" }],
    ["no discal/1", { protocols: ["discal/2"] }],
    ["a fingerprint in lower case", { fingerprint: "a".repeat(40) }],
    ["another scheme", { keyUrl: "javascript:alert(1)" }],
  ])("is refused with %s", (_, change) => {
    expect(siteDocument.safeParse({ ...(site as object), ...change }).success).toBe(false);
  });
});

describe("a request for objects", () => {
  const digest = "0".repeat(64);

  it.each([
    ["none", []],
    ["too many", Array.from({ length: MAX_DIGESTS + 1 }, () => digest)],
    ["one in upper case", ["A".repeat(64)]],
    ["a short one", ["0".repeat(63)]],
  ])("is refused with %s", (_, digests) => {
    expect(objectsRequest.safeParse({ digests }).success).toBe(false);
  });
});

describe("an answer to enter-event", () => {
  const line = { uid: "a", revision: 1, verdict: "accepted", reason: "" };

  it.each([
    ["an unknown verdict", [{ ...line, verdict: "maybe" }]],
    ["a revision out of range", [{ ...line, revision: 2_147_483_648 }]],
    ["51 lines", Array.from({ length: 51 }, () => line)],
  ])("is refused with %s", (_, answer) => {
    expect(offerAnswer.safeParse(answer).success).toBe(false);
  });
});

describe("a problem document", () => {
  it("carries what the error says, for people and for programs", () => {
    const error = new DomainError("too-large", "A push may have 5 bytes, this one has 6.", { bytes: 6 });
    expect(problemDocument.parse(toProblem(error, 413))).toEqual({
      type: "about:blank",
      title: "Content Too Large",
      status: 413,
      detail: "A push may have 5 bytes, this one has 6.",
      problem: "too-large",
      details: { bytes: 6 },
    });
  });
});
