import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatSignatureHeader,
  MAX_SIGNATURE_HEADER,
  parseSignatureHeader,
} from "../../../src/wire/signature-header.ts";
import published from "../../../schema/wire/envelope-vectors.json" with { type: "json" };

const right = published.vectors[0]?.headers["DisCal-Signature"] ?? "";

describe("the header DisCal-Signature", () => {
  it.each(published.wrongHeaders)("is refused with a reason: $name", ({ header }) => {
    expect(parseSignatureHeader(header)).toEqual({ wrong: expect.stringMatching(/\w+ .*\w/) });
  });

  it("is refused by its length before it is read", () => {
    const long = right.replace("sig=:", `sig=:${"AAAA".repeat(MAX_SIGNATURE_HEADER / 4)}`);
    expect(parseSignatureHeader(long)).toEqual({ wrong: "the header is longer than 4096 characters" });
  });

  it("is read whatever the order of its fields, with or without a space after the semicolon", () => {
    const turned = right.split("; ").toReversed().join(";");
    expect(parseSignatureHeader(turned)).toEqual(parseSignatureHeader(right));
  });

  it("says again what was put in", () => {
    const word = (alphabet: string, minLength: number, maxLength: number) =>
      fc.string({ unit: fc.constantFrom(...alphabet.split("")), minLength, maxLength });
    const header = fc.record({
      site: fc.webAuthority().filter((host) => URL.canParse(`https://${host}`)),
      fingerprint: word("0123456789ABCDEF", 40, 40),
      created: fc.integer({ min: 1, max: 999_999_999_999 }),
      expires: fc.integer({ min: 1, max: 999_999_999_999 }),
      nonce: word("abcXYZ0189_-", 16, 64),
      signature: fc.uint8Array({ maxLength: 1024 }),
    });
    fc.assert(
      fc.property(header, (values) => {
        const site = new URL(`https://${values.site}`).origin;
        expect(parseSignatureHeader(formatSignatureHeader({ ...values, site }))).toEqual({ ...values, site });
      }),
    );
  });

  it("is never the cause of an exception, whatever arrives", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        expect(parseSignatureHeader(value)).toHaveProperty("wrong");
      }),
    );
  });
});
