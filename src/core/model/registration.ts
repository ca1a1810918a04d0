import type { PeerFilter } from "./peer-filter.ts";

/** The eight states of a subscription by push-register (protocol, section 7). */
export type RegistrationState =
  "requested" | "verifying" | "awaiting-approval" | "active" | "expired" | "suspended" | "gone" | "revoked";

/** That one site asks another to push to it; times in ms since 1970. */
export interface Registration {
  /** Chosen by the one who asks: 22 characters of base64url, which nobody else can guess. */
  readonly id: string;
  /** `in`: another site asked this node; `out`: this node asked another. */
  readonly direction: "in" | "out";
  /** Origin of the other site. */
  readonly site: string;
  /** Where is pushed to, of the asking site's origin. */
  readonly callback: string;
  /** The other site's primary fingerprint, as it showed it when it was met; null before that. */
  readonly fingerprint: string | null;
  /** What the asking site is interested in. */
  readonly filter: PeerFilter | null;
  /** SHA-256 (hex) of the request, which the verification of intent names. */
  readonly request: string;
  /**
   * How pushes prove who sends them: null by OpenPGP, else by bearer token. Of `in` the token that is sent, sealed; of
   * `out` the SHA-256 (hex) of the one that was given.
   */
  readonly credential: string | null;
  /** Whoever asks is ready to push in return: the other site may ask it without waiting for an admin. */
  readonly mutual: boolean;
  readonly state: RegistrationState;
  /** ms. */
  readonly lease: number;
  readonly leaseUntil: number | null;
  readonly createdAt: number;
  readonly changedAt: number;
  /** Why it is in its state; "" where that is plain. */
  readonly reason: string;
}
