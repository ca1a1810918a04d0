import { describe, expect, it } from "vitest";
import { contentDigest, mediaType, pushText } from "../../../src/wire/envelope.ts";
import { parseSignatureHeader } from "../../../src/wire/signature-header.ts";
import { signPush } from "../../../src/wire/push.ts";
import { createSigner } from "../../../src/wire/openpgp-signer.ts";
import { createVerifier } from "../../../src/wire/openpgp-verifier.ts";
import published from "../../../schema/wire/envelope-vectors.json" with { type: "json" };

const utf8 = new TextEncoder();

describe("the published vectors of the push envelope", () => {
  it.each(published.vectors)("give the exact text: $name", (vector) => {
    const envelope = {
      ...vector,
      contentType: mediaType(vector.contentType),
      contentDigest: contentDigest(utf8.encode(vector.body)),
    };
    expect(pushText(envelope)).toBe(vector.text);
  });

  it.each(published.vectors)("give the exact headers, signature included: $name", async (vector) => {
    const signer = await createSigner({ privateKey: published.key.signing });
    const body = utf8.encode(vector.body);
    expect(await signPush({ ...vector, body, signer, now: vector.created * 1000 })).toEqual(vector.headers);
  });

  it.each(published.vectors)("carry signatures that hold: $name", async (vector) => {
    const header = parseSignatureHeader(vector.headers["DisCal-Signature"]);
    if ("wrong" in header) throw new Error(header.wrong);
    const bytes = utf8.encode(vector.text);
    const result = await createVerifier().verify(
      bytes,
      header.signature,
      published.key,
      vector.created * 1000,
    );
    expect(result).toMatchObject({ ok: true, fingerprint: published.key.fingerprint });
  });
});

describe("the text that is signed", () => {
  const envelope = {
    method: "POST",
    target: "/discal/enter-event",
    sender: "https://a.example",
    recipient: "https://b.example",
    recipientKey: "0123456789ABCDEF0123456789ABCDEF01234567",
    created: 1,
    expires: 2,
    nonce: "nonce",
    contentType: "text/calendar",
    contentDigest: "sha-256=::",
  };

  it.each(["a\nsender: https://c.example", "a\rb", "a b", "", "ä", "x".repeat(2049)])(
    "takes no value that could pass for another line or is no single word: %j",
    (target) => {
      expect(() => pushText({ ...envelope, target })).toThrow(/The target of a push/);
    },
  );
});
