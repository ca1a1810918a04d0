const SELF_CERTIFYING = /^[0-9A-HJKMNP-TV-Z]{26}\.([0-9A-F]{40})@[^@]+$/i;

/**
 * The primary key fingerprint, 40 hex digits in upper case, that a self-certifying UID `<ulid>.<fingerprint>@<fqdn>`
 * names; null for any other UID (protocol, section 4, Authority).
 */
export function uidFingerprint(uid: string): string | null {
  return SELF_CERTIFYING.exec(uid)?.[1]?.toUpperCase() ?? null;
}

/** Does a UID name another primary key than this? Then only that key's node settles what is said of it. */
export function namesOtherKey(uid: string, fingerprint: string): boolean {
  const named = uidFingerprint(uid);
  return named !== null && named !== fingerprint;
}

/** The text after a UID's last `@`, in lower case: mostly the host that minted it; empty where there is no `@`. */
export function uidDomain(uid: string): string {
  const at = uid.lastIndexOf("@");
  return at < 0 ? "" : uid.slice(at + 1).toLowerCase();
}
