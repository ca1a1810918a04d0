/** The node's own key, behind a port: simulations sign cheaply, nodes with OpenPGP. */
export interface Signer {
  /** Primary fingerprint, 40 hex digits in upper case. */
  readonly fingerprint: string;
  /** The public certificate, armored: primary, subkeys, bindings. */
  readonly certificate: string;
  /** One detached binary signature packet over `bytes`, dated `at` (ms since 1970). */
  sign(bytes: Uint8Array, at: number): Promise<Uint8Array>;
}

/** Why a signature was refused; each has its own reason, so that operators can tell them apart. */
export type SignatureFault =
  | "too-large"
  | "malformed"
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
  | { readonly ok: true; readonly fingerprint: string }
  | { readonly ok: false; readonly fault: SignatureFault; readonly reason: string };

/**
 * What a signature is for: a push needs a key that is valid at the moment of checking, an object one that was
 * valid when the signature was made, so that its class does not change with the clock.
 */
export type SignatureUse = "push" | "object";

/** Checks detached signatures against a pinned certificate. */
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
}
