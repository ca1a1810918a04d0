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
import { hardRevoked, joinCertificates } from "./join-certificates.ts";
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
      const by = issuer(packet, certificate, use);
      if ("fault" in by) return by;
      const wrong =
        (await contentFault(packet, by, bytes)) ?? (await validityFault(packet, certificate, by, at, use));
      const signedAt = packet.created?.getTime() ?? Number.NaN;
      const issued = by.getFingerprint().toUpperCase();
      return wrong ?? { ok: true, fingerprint: key.fingerprint, issuer: issued, signedAt };
    },
    join: joinCertificates,
    compromised: async (certificate) => hardRevoked(await cached(certificate)),
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

/** What signed: a subkey, or of a person the primary. */
type Issuer = Subkey | Key;

/** The key that the signature names by its full fingerprint; a key id of 8 bytes can be forged. */
function issuer(packet: SignaturePacket, certificate: Key, use: SignatureUse): Issuer | Refused {
  const named = packet.issuerKeyVersion === 4 ? packet.issuerFingerprint : null;
  if (named === null)
    return refuse("malformed", "The signature does not name its issuer's full fingerprint.");
  const fingerprint = Buffer.from(named).toString("hex");
  if (fingerprint === certificate.getFingerprint()) {
    if (use === "entry") return certificate;
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
  by: Issuer,
  binary: Uint8Array,
): Promise<Refused | null> {
  const message = await createMessage({ binary });
  const literal = message.packets.findPacket(enums.packet.literalData) as LiteralDataPacket;
  try {
    await packet.verify(by.keyPacket, enums.signature.binary, literal, packet.created ?? undefined, true);
    return null;
  } catch (cause) {
    return refuse(
      "wrong-signature",
      `The signature does not fit what was sent: ${(cause as Error).message}.`,
    );
  }
}

/**
 * May this key sign? A push needs a key that is valid now, so that a signature dated back into the life of an
 * expired key is refused; an object one that was valid when it was signed. So the answer does not change with the
 * clock, nor from one node to another whose clock is wrong.
 */
async function validityFault(
  packet: SignaturePacket,
  certificate: Key,
  by: Issuer,
  at: number,
  use: SignatureUse,
): Promise<Refused | null> {
  const created = packet.created ?? new Date(Number.NaN);
  if (use !== "object" && created.getTime() > at + PUSH_WINDOW * 1000) {
    return refuse(
      "future",
      `The signature is dated ${created.toISOString()}, which is in the future by the clock here.`,
    );
  }
  if (by.getCreationTime() > created) {
    return refuse("future", "The signature is dated before its key was made.");
  }
  const date = use === "object" ? created : new Date(Math.max(at, created.getTime()));
  if (packet.isExpired(date)) return refuse("expired", "The signature has expired.");
  if ((await certificate.isRevoked(undefined, undefined, date)) || (await isRevoked(by, date))) {
    return refuse("revoked", "The signing key is revoked.");
  }
  const ends = [
    await certificate.getExpirationTime(),
    isSubkey(by) ? await by.getExpirationTime(date) : null,
  ];
  if (ends.some((end) => end !== null && date >= end))
    return refuse("expired", "The signing key has expired.");
  const usable = await certificate.getSigningKey(by.getKeyID(), date).catch((cause: unknown) => cause);
  if (usable === by) return null;
  const why = usable instanceof Error ? usable.message : "it has no signing flag";
  if (!isSubkey(by)) return refuse("by-primary", `The primary key may not sign: ${why}.`);
  return refuse(
    "not-cross-certified",
    `The subkey is not validly bound to its primary as a signing key: ${why}.`,
  );
}

/** Asked for no signature in particular: `isRevoked` marks for good the one that it is given, and the key is kept. */
async function isRevoked(by: Issuer, date: Date): Promise<boolean> {
  const none: never = null as never;
  return isSubkey(by) && by.isRevoked(none, none, date);
}

function isSubkey(by: Issuer): by is Subkey {
  return "mainKey" in by;
}

interface Refused {
  readonly ok: false;
  readonly fault: SignatureFault;
  readonly reason: string;
}

function refuse(fault: SignatureFault, reason: string): Refused {
  return { ok: false, fault, reason };
}
