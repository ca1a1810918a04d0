import {
  createMessage,
  enums,
  readSignature,
  type Key,
  type LiteralDataPacket,
  type SignaturePacket,
  type Subkey,
} from "openpgp";
import { cachedCertificates, readCertificate } from "./certificate.ts";
import { packetFault } from "./detached-packet.ts";
import { PUSH_WINDOW } from "./envelope.ts";
import type { SignatureFault, SignatureUse, Verifier } from "./signer.ts";

/** How many certificates are kept read. */
const KEPT = 512;

/** Checks OpenPGP signatures (protocol, section 6, "Order of checks"); keeps certificates that it has read. */
export function createVerifier(): Verifier {
  const cached = cachedCertificates(KEPT);
  return {
    async fingerprintOf(certificate) {
      return (await readCertificate(certificate)).getFingerprint().toUpperCase();
    },
    async verify(bytes, signature, key, at, use = "push") {
      const outside = packetFault(signature);
      if (outside !== null) return { ok: false, ...outside };
      const packet = await readPacket(signature);
      if (packet === null) return refuse("malformed", "The signature packet cannot be read.");
      const certificate = await cached(key.certificate);
      if (certificate.getFingerprint().toUpperCase() !== key.fingerprint) {
        return refuse("unknown-key", "The certificate at hand is not that of the pinned primary key.");
      }
      const subkey = issuer(packet, certificate);
      if ("fault" in subkey) return subkey;
      const wrong =
        (await contentFault(packet, subkey, bytes)) ??
        (await validityFault(packet, certificate, subkey, at, use));
      return wrong ?? { ok: true, fingerprint: key.fingerprint };
    },
  };
}

async function readPacket(binarySignature: Uint8Array): Promise<SignaturePacket | null> {
  try {
    const [packet] = (await readSignature({ binarySignature })).packets;
    return packet !== undefined && packet.created instanceof Date ? packet : null;
  } catch {
    return null;
  }
}

/** The subkey that the signature names by its full fingerprint; a key id of 8 bytes can be forged. */
function issuer(packet: SignaturePacket, certificate: Key): Subkey | Refused {
  const named = packet.issuerKeyVersion === 4 ? packet.issuerFingerprint : null;
  if (named === null)
    return refuse("malformed", "The signature does not name its issuer's full fingerprint.");
  const fingerprint = Buffer.from(named).toString("hex");
  if (fingerprint === certificate.getFingerprint()) {
    return refuse(
      "by-primary",
      "The signature is by the primary key, which only certifies: sign with a subkey.",
    );
  }
  const subkey = certificate.subkeys.find((candidate) => candidate.getFingerprint() === fingerprint);
  return (
    subkey ??
    refuse(
      "unknown-key",
      `The signature is by ${fingerprint.toUpperCase()}, which is no subkey of the pinned certificate.`,
    )
  );
}

async function contentFault(
  packet: SignaturePacket,
  subkey: Subkey,
  binary: Uint8Array,
): Promise<Refused | null> {
  const message = await createMessage({ binary });
  const literal = message.packets.findPacket(enums.packet.literalData) as LiteralDataPacket;
  try {
    await packet.verify(subkey.keyPacket, enums.signature.binary, literal, packet.created ?? undefined, true);
    return null;
  } catch (cause) {
    return refuse(
      "wrong-signature",
      `The signature does not fit what was sent: ${(cause as Error).message}.`,
    );
  }
}

/**
 * May this subkey sign? A push needs a key that is valid now, so that a signature dated back into the life of an
 * expired key is refused; an object one that was valid when it was signed, so that the answer does not change
 * with the clock.
 */
async function validityFault(
  packet: SignaturePacket,
  certificate: Key,
  subkey: Subkey,
  at: number,
  use: SignatureUse,
): Promise<Refused | null> {
  const created = packet.created ?? new Date(Number.NaN);
  if (created.getTime() > at + PUSH_WINDOW * 1000) {
    return refuse(
      "future",
      `The signature is dated ${created.toISOString()}, which is in the future by the clock here.`,
    );
  }
  if (subkey.getCreationTime() > created) {
    return refuse("future", "The signature is dated before its key was made.");
  }
  const date = use === "push" ? new Date(Math.max(at, created.getTime())) : created;
  if (packet.isExpired(date)) return refuse("expired", "The signature has expired.");
  if ((await certificate.isRevoked(undefined, undefined, date)) || (await isSubkeyRevoked(subkey, date))) {
    return refuse("revoked", "The signing key is revoked.");
  }
  const ends = [await certificate.getExpirationTime(), await subkey.getExpirationTime(date)];
  if (ends.some((end) => end !== null && date >= end))
    return refuse("expired", "The signing key has expired.");
  const usable = await certificate.getSigningKey(subkey.getKeyID(), date).catch((cause: unknown) => cause);
  if (usable === subkey) return null;
  const why = usable instanceof Error ? usable.message : "it has no signing flag";
  return refuse(
    "not-cross-certified",
    `The subkey is not validly bound to its primary as a signing key: ${why}.`,
  );
}

/** Asked for no signature in particular: `isRevoked` marks for good the one that it is given, and the key is kept. */
function isSubkeyRevoked(subkey: Subkey, date: Date): Promise<boolean> {
  const none: never = null as never;
  return subkey.isRevoked(none, none, date);
}

interface Refused {
  readonly ok: false;
  readonly fault: SignatureFault;
  readonly reason: string;
}

function refuse(fault: SignatureFault, reason: string): Refused {
  return { ok: false, fault, reason };
}
