/** A subkey of a node, and whether it signs; times in ms since 1970. */
export interface SubkeyLife {
  readonly fingerprint: string;
  readonly createdAt: number;
  /** `compromised`: nothing that it ever signed is believed; `revoked`: nothing that it signs from then on. */
  readonly state: "signs" | "expired" | "revoked" | "compromised";
  /** When it expires, or was revoked; null where it does neither. */
  readonly endsAt: number | null;
}

/** The node's own key, behind a port: simulations sign cheaply, nodes with OpenPGP. */
export interface Signer {
  /** Primary fingerprint, 40 hex digits in upper case. */
  readonly fingerprint: string;
  /** The public certificate, armored: primary, subkeys, bindings. Another one after {@link refresh}. */
  readonly certificate: string;
  /** One detached binary signature packet over `bytes`, dated `at` (ms since 1970). */
  sign(bytes: Uint8Array, at: number): Promise<Uint8Array>;
  /** The subkeys that sign, or signed once, as of `at` (ms since 1970), the newest first. */
  subkeys(at: number): Promise<readonly SubkeyLife[]>;
  /** Reads the keys anew, which the command line may have rotated meanwhile; true where they changed. */
  refresh(): Promise<boolean>;
}

/** Why a signature was refused; each has its own reason, so that operators can tell them apart. */
export type SignatureFault =
  | "too-large"
  | "malformed"
  | "truncated"
  | "cleartext"
  | "inline"
  | "not-one-packet"
  | "not-binary"
  | "unknown-key"
  | "by-primary"
  | "not-cross-certified"
  | "wrong-signature"
  | "expired"
  | "revoked"
  | "future";

export type Verification =
  | {
      readonly ok: true;
      /** Primary. */
      readonly fingerprint: string;
      /** The key that signed, a subkey mostly; 40 hex digits in upper case. */
      readonly issuer: string;
      /** When, by the signature; ms since 1970. */
      readonly signedAt: number;
    }
  | { readonly ok: false; readonly fault: SignatureFault; readonly reason: string };

/** Faults of a certificate that is old, or of which whoever showed it left something out. */
const OF_THE_CERTIFICATE: ReadonlySet<SignatureFault> = new Set([
  "unknown-key",
  "expired",
  "not-cross-certified",
]);

/** Was it refused for something that a newer or whole certificate of the same key may know better? */
export function mayBeOutdated(checked: Verification): boolean {
  return !checked.ok && OF_THE_CERTIFICATE.has(checked.fault);
}

/**
 * What a signature is for: a push needs a key that is valid at the moment of checking, an object one that was
 * valid when the signature was made, so that its class does not change with the clock. What a person enters is
 * checked like a push, but a primary that may sign is enough, as people's programs make them.
 */
export type SignatureUse = "push" | "object" | "entry";

/** Checks detached signatures against a certificate that is known, and puts together what is learnt of one. */
export interface Verifier {
  /**
   * Is `signature` one binary packet by a valid signing subkey of `certificate` (armored), whose primary
   * fingerprint must be `fingerprint`, over `bytes`, as of `at` (ms since 1970)? `use` is `push` unless given.
   */
  verify(
    bytes: Uint8Array,
    signature: Uint8Array,
    key: { readonly fingerprint: string; readonly certificate: string },
    at: number,
    use?: SignatureUse,
  ): Promise<Verification>;
  /** Primary fingerprint of an armored public certificate; throws a DomainError `invalid` where it is none. */
  fingerprintOf(certificate: string): Promise<string>;
  /**
   * Both certificates of one primary as one (protocol, section 6): what the primary validly says of itself, nothing of
   * strangers, and no revocation lost. The order makes no difference. `known` null: cleans the other one. Throws a
   * DomainError `invalid` where they are of different keys, `too-large`.
   */
  join(known: string | null, shown: string): Promise<string>;
  /** Fingerprints of the keys in a certificate whose revocation undoes even what they signed before. */
  compromised(certificate: string): Promise<readonly string[]>;
}
