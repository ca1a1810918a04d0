import { createPrivateKey, hash, type KeyObject, sign as signBytes } from "node:crypto";
import type { SecretSubkeyPacket } from "openpgp";
import type { Signer } from "./signer.ts";

type Sign = Signer["sign"];

/** What all signatures of one key in one second have in common (RFC 9580, section 5.2.3). */
interface Form {
  readonly digest: string;
  /** From the version up to the hashed subpackets, which say when and by whom. */
  readonly head: Uint8Array;
  /** Subpackets that are not hashed. */
  readonly tail: Uint8Array;
}

const ED25519_LEGACY = 22;
const DIGESTS: Readonly<Record<number, string>> = { 8: "sha256", 9: "sha384", 10: "sha512" };

/**
 * Signs as `sign` does, byte for byte, with the same Ed25519 key. The first signature of each second is made by it, which looks whether
 * the key may sign then at all; what else is signed within that second differs in its digest alone, and is put together
 * here for a fifth of the work.
 */
export function bySecond(sign: Sign, key: KeyObject): Sign {
  let last: { readonly second: number; readonly form: Promise<Form | null> } | null = null;
  return async (bytes, at) => {
    const second = Math.floor(at / 1000);
    if (last?.second !== second) {
      const first = sign(bytes, at);
      const form = first.then(formOf);
      // Whoever waits for it is told.
      form.catch(() => {});
      last = { second, form };
      return first;
    }
    const form = await last.form;
    return form === null ? sign(bytes, at) : complete(form, bytes, key);
  };
}

/** The key of a subkey, null where it is no Ed25519 as v4 keys have it. */
export function ed25519Of(subkey: SecretSubkeyPacket): KeyObject | null {
  const { Q } = subkey.publicParams as { readonly Q?: Uint8Array };
  const { seed } = subkey.privateParams as { readonly seed?: Uint8Array };
  if (Q?.length !== 33 || seed?.length !== 32) return null;
  const text = (octets: Uint8Array): string => Buffer.from(octets).toString("base64url");
  const jwk = { kty: "OKP", crv: "Ed25519", x: text(Q.subarray(1)), d: text(seed) };
  return createPrivateKey({ key: jwk, format: "jwk" });
}

/** Null for a packet of any other form than these keys make. */
function formOf(packet: Uint8Array): Form | null {
  const [, length = 0, version, , algorithm, digestId = 0] = packet;
  const digest = DIGESTS[digestId];
  if (length >= 192 || version !== 4 || algorithm !== ED25519_LEGACY || digest === undefined) return null;
  const body = Buffer.from(packet).subarray(2);
  const end = 6 + body.readUInt16BE(4);
  return { digest, head: body.subarray(0, end), tail: body.subarray(end, end + 2 + body.readUInt16BE(end)) };
}

function complete({ digest, head, tail }: Form, bytes: Uint8Array, key: KeyObject): Uint8Array {
  const trailer = Buffer.from([4, 0xff, 0, 0, 0, 0]);
  trailer.writeUInt32BE(head.length, 2);
  const digested = hash(digest, Buffer.concat([bytes, head, trailer]), "buffer");
  const signature = signBytes(null, digested, key);
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32)];
  const body = Buffer.concat([head, tail, digested.subarray(0, 2), ...integer(r), ...integer(s)]);
  return new Uint8Array(Buffer.concat([Buffer.from([0xc2, body.length]), body]));
}

/** A multiprecision integer: its length in bits, and its octets without leading zeros (RFC 9580, section 3.2). */
function integer(octets: Uint8Array): readonly Uint8Array[] {
  const from = octets.findIndex((octet) => octet !== 0);
  const significant = from === -1 ? octets.subarray(octets.length) : octets.subarray(from);
  const bits = significant.length * 8 - (significant.length === 0 ? 0 : Math.clz32(significant[0] ?? 0) - 24);
  return [Buffer.from([bits >> 8, bits & 0xff]), significant];
}
