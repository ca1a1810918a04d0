import { hash } from "node:crypto";
import { readObject, wireText } from "../../src/core/ical/object.ts";
import { ulid } from "../../src/core/model/ulid.ts";
import { entryText } from "../../src/wire/entry.ts";
import { moveText, signMove } from "../../src/wire/move.ts";
import { signObject } from "../../src/wire/object-signature.ts";
import { createSigner } from "../../src/wire/openpgp-signer.ts";
import published from "../../schema/wire/envelope-vectors.json" with { type: "json" };

const { fingerprint } = published.key;
const CREATED = 1_773_662_405;
const UID = `01KKVA7QHRJ4NWBEBJ1GVRGZ5M.${fingerprint}@a.example`;
const EVENT = [
  "BEGIN:VCALENDAR",
  "VERSION:2.0",
  "PRODID:-//DisCal//discal/1//EN",
  "X-DISCAL-CONTEXT:event-v1",
  "BEGIN:VEVENT",
  `UID:${UID}`,
  "DTSTAMP:20260316T120000Z",
  "DTSTART:20260501T150000Z",
  "SUMMARY:Evening of songs",
  "X-REVISION:3",
  "X-REVISE-URL:https://a.example/discal/revise",
  "X-DISCAL-BY:person",
  "X-HOP:2",
  "END:VEVENT",
  "END:VCALENDAR",
  "",
].join("\r\n");
const ENTRY =
  "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260501\r\nSUMMARY:Fair\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/** An object, a person's entry and a move, signed by the key of the envelope vectors. */
export async function signatureVectors(): Promise<object> {
  const signer = await createSigner({ privateKey: published.key.signing });
  const read = readObject(EVENT);
  if (!("version" in read)) throw new Error(read.reason);
  const signature = await signObject(read.version, signer, CREATED * 1000);
  const signed = { ...read.version, signature };
  const recipient = "https://b.example";
  const text = entryText({ recipient, created: CREATED, ical: Buffer.from(ENTRY) });
  const bytes = hash("sha256", text, "buffer");
  const { signature: moved, ...move } = await signMove(
    { from: "https://a.example", to: "https://new.a.example" },
    signer,
    CREATED * 1000,
  );
  return {
    about:
      "Signatures (PROTOCOL.md, section 6) by the key in envelope-vectors.json, in base64: of an object over its canonical bytes, of a person's entry (here by a subkey), of a move.",
    fingerprint,
    object: {
      uid: UID,
      wire: wireText(signed),
      canonical: signed.text,
      c1: signed.c1,
      digest: signed.digest,
      signature,
    },
    entry: {
      recipient,
      created: CREATED,
      ical: ENTRY,
      text,
      signature: Buffer.from(await signer.sign(Buffer.from(text), CREATED * 1000)).toString("base64"),
      uid: `${bytes.toString("hex").slice(0, 32)}@b.example`,
      uidOfLockedNode: `${ulid(CREATED * 1000, bytes)}.0123456789ABCDEF0123456789ABCDEF01234567@b.example`,
    },
    move: { ...move, fingerprint, text: moveText(move, fingerprint), signature: moved },
  };
}
