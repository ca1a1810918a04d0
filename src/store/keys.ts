/** A key of a node or a person, merged from all that was seen of it. */
export interface KnownKey {
  /** Primary, 40 hex digits in upper case. */
  readonly fingerprint: string;
  /** Armored. */
  readonly certificate: string;
}

/** Somebody who may enter events by a signature of their own (protocol, section 6). */
export interface KeyAuthor {
  readonly fingerprint: string;
  readonly name: string;
  /** ms since 1970. */
  readonly addedAt: number;
  readonly removedAt: number | null;
}

/** Keys by primary fingerprint, and the people among their holders who may enter events. */
export interface Keys {
  find(fingerprint: string): Promise<KnownKey | null>;
  /** Keeps a certificate that was merged already; true where it says something new. It is an entry of the change log. */
  learn(key: KnownKey, now: number): Promise<boolean>;
  /** Everybody who is or was one, in the order in which they were added. */
  authors(): Promise<readonly KeyAuthor[]>;
  author(fingerprint: string): Promise<KeyAuthor | null>;
  /** Adds a person, or takes one up again. The certificate is learnt apart. */
  addAuthor(author: Pick<KeyAuthor, "fingerprint" | "name">, now: number): Promise<void>;
  /** False where there was none. */
  removeAuthor(fingerprint: string, now: number): Promise<boolean>;
}
