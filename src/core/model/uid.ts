/** `<ulid>.<40 hex>@<fqdn>`, in any letter case: the ULID's first digit is at most 7, its alphabet is Crockford's. */
const selfCertifying =
  /^[0-7][0-9A-HJKMNP-TV-Z]{25}\.([0-9A-F]{40})@[A-Z0-9](?:[A-Z0-9.-]{0,251}[A-Z0-9])?$/i;

/**
 * The primary fingerprint that a self-certifying UID names, in upper case; null for every other UID
 * (protocol, section 4, "Authority"). The mode of an object stands in its UID, so that all nodes agree on it.
 */
export function uidFingerprint(uid: string): string | null {
  return selfCertifying.exec(uid)?.[1]?.toUpperCase() ?? null;
}
