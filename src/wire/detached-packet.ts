import type { SignatureFault } from "./signer.ts";

/** Most bytes of a signature (protocol, section 6). */
const MAX_SIGNATURE_BYTES = 1024;

const SIGNATURE_PACKET = 2;
/** Packets that an inline signature begins with: one-pass signature, compressed and literal data. */
const INLINE: readonly number[] = [4, 8, 11];
const CLEARTEXT = "-----BEGIN PGP SIGNED MESSAGE-----";
const BINARY = 0x00;
/** RSA and Ed25519 as v4 keys have it (`ed25519Legacy`): what any distribution's gpg checks. */
const ALGORITHMS: readonly number[] = [1, 22];
/** SHA-256, SHA-384, SHA-512. */
const HASHES: readonly number[] = [8, 9, 10];

export interface PacketFault {
  readonly fault: SignatureFault;
  readonly reason: string;
}

/**
 * What is wrong with the outside of a detached signature, null where nothing is: at most 1 KiB, exactly one
 * packet, a v4 signature of type 0x00 by an algorithm that we take. Read here by hand because OpenPGP libraries
 * skip marker, trust and padding packets, and take several signatures for one (RFC 9580, sections 4.2 and 5.2).
 */
export function packetFault(bytes: Uint8Array): PacketFault | null {
  if (bytes.byteLength > MAX_SIGNATURE_BYTES) {
    return fault(
      "too-large",
      `A signature may have ${MAX_SIGNATURE_BYTES} bytes, this one has ${bytes.byteLength}.`,
    );
  }
  const first = bytes[0];
  if (first === undefined) return fault("malformed", "The signature is empty.");
  if (Buffer.from(bytes.subarray(0, CLEARTEXT.length)).toString("latin1") === CLEARTEXT) {
    return fault("cleartext", "A cleartext signature is not taken: make it detached (gpg --detach-sign).");
  }
  if ((first & 0x80) === 0) {
    return fault("malformed", "The signature is no OpenPGP packet; armored ones are not taken, only binary.");
  }
  const packet = (first & 0x40) === 0 ? oldFormat(bytes, first) : newFormat(bytes, first);
  if (packet === null) return fault("malformed", "The signature's packet does not say how long it is.");
  if (INLINE.includes(packet.tag)) {
    return fault(
      "inline",
      "The signature holds what it signs: make it detached (gpg --detach-sign), so that only one text counts.",
    );
  }
  if (packet.tag !== SIGNATURE_PACKET) {
    return fault(
      "not-one-packet",
      `The signature must be one detached packet, but begins with a packet ${packet.tag}.`,
    );
  }
  const end = packet.start + packet.length;
  if (end > bytes.byteLength) return fault("truncated", "The signature is truncated.");
  if (end < bytes.byteLength) return fault("not-one-packet", "Something follows the signature packet.");
  return bodyFault(bytes.subarray(packet.start));
}

function bodyFault(body: Uint8Array): PacketFault | null {
  const [version, type, algorithm = 0, hash = 0] = body;
  if (version !== 4)
    return fault("malformed", `The signature must be of version 4, this one is of ${version ?? "none"}.`);
  if (type !== BINARY) {
    return fault(
      "not-binary",
      `The signature must be over binary data (type 0x00), this one is of type ${type ?? "none"}.`,
    );
  }
  if (!ALGORITHMS.includes(algorithm) || !HASHES.includes(hash)) {
    return fault(
      "malformed",
      `The signature must be by RSA or Ed25519 (legacy) with SHA-2, this one is by algorithm ${algorithm} with hash ${hash}.`,
    );
  }
  return null;
}

interface Framing {
  readonly tag: number;
  readonly start: number;
  readonly length: number;
}

function newFormat(bytes: Uint8Array, first: number): Framing | null {
  const tag = first & 0x3f;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const octet = bytes[1];
  if (octet === undefined) return null;
  if (octet < 192) return { tag, start: 2, length: octet };
  const second = bytes[2];
  if (octet < 224)
    return second === undefined ? null : { tag, start: 3, length: ((octet - 192) << 8) + second + 192 };
  return octet === 255 && bytes.byteLength >= 6 ? { tag, start: 6, length: view.getUint32(2) } : null;
}

function oldFormat(bytes: Uint8Array, first: number): Framing | null {
  const tag = (first & 0x3c) >> 2;
  const size = [1, 2, 4][first & 3];
  if (size === undefined || bytes.byteLength < 1 + size) return null;
  let length = 0;
  for (const octet of bytes.subarray(1, 1 + size)) length = length * 256 + octet;
  return { tag, start: 1 + size, length };
}

function fault(fault: SignatureFault, reason: string): PacketFault {
  return { fault, reason };
}
