import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import { bearerText } from "../../src/wire/bearer.ts";
import { packetFault } from "../../src/wire/detached-packet.ts";
import { unpackFingerprints } from "../../src/wire/digest.ts";
import { mediaType } from "../../src/wire/envelope.ts";
import { readMessage } from "../../src/wire/message.ts";
import { formatPath, parsePath } from "../../src/wire/path-header.ts";
import { readProblem } from "../../src/wire/problem.ts";
import { formatSignatureHeader, parseSignatureHeader } from "../../src/wire/signature-header.ts";
import { messages, toSchema } from "../wire-schemas.ts";
import { edited } from "./edits.ts";
import { jsonOf, type Schema } from "./json.ts";
import { unlessRefused } from "./laws.ts";

type MessageName = keyof typeof messages;

/** Text that arrives as a message of the protocol, or as one of its headers. */
export interface WireInput {
  readonly as: MessageName | "header";
  readonly text: string;
}

const named = (Object.keys(messages) as MessageName[]).map((name) => {
  const text = jsonOf(toSchema(messages[name]) as Schema).map((value) => JSON.stringify(value) ?? "");
  return fc
    .oneof({ arbitrary: text, weight: 5 }, { arbitrary: edited(text), weight: 2 })
    .map((body): WireInput => ({ as: name, text: body }));
});

const headers = fc.constantFrom(
  `v=1; site="https://a.example"; fpr=${"A".repeat(40)}; created=1773662400; expires=1773662700; nonce=${"n".repeat(22)}; sig=:aGVsbG8=:`,
  "https://a.example, https://b.example:8443",
  "Bearer discal_0123456789abcdef",
  "text/calendar; charset=utf-8",
  "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
);

export const wireInputs: fc.Arbitrary<WireInput> = fc.oneof(
  ...named,
  fc
    .oneof({ arbitrary: edited(headers), weight: 3 }, headers, fc.string({ unit: "binary" }))
    .map((text): WireInput => ({ as: "header", text })),
);

/** A message is read, and read again as it is written, or refused in words; a header likewise. */
export function wireLaws({ as, text }: WireInput): void {
  if (as === "header") headerLaws(text);
  else messageLaws(as, text);
}

function messageLaws(name: MessageName, text: string): void {
  const body = Buffer.from(text);
  const schema = messages[name] as (typeof messages)["digest"];
  const read = unlessRefused(() => readMessage(schema, body, "a.example"));
  readProblem(body);
  if (read === null) return;
  const again = readMessage(schema, Buffer.from(JSON.stringify(read)), "a.example");
  deepStrictEqual(again, read, "a message is read otherwise than it was written");
  if (name === "digest") unlessRefused(() => unpackFingerprints(read.fingerprints));
}

function headerLaws(text: string): void {
  const signed = parseSignatureHeader(text);
  if ("wrong" in signed) ok(signed.wrong !== "", "a header is refused without a reason");
  else
    deepStrictEqual(
      parseSignatureHeader(formatSignatureHeader(signed)),
      signed,
      "a header is read otherwise",
    );
  const path = parsePath(text);
  deepStrictEqual(parsePath(formatPath(path)), path, "a path is read otherwise");
  mediaType(text);
  packetFault(Buffer.from(text, "latin1"));
  const given = carried(text);
  if (given !== null) unlessRefused(() => bearerText(given));
}

/** As a request carries it; null where no request can. */
function carried(text: string): Headers | null {
  try {
    return new Headers({ Authorization: text });
  } catch {
    return null;
  }
}
