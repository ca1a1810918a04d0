/** The header `DisCal-Signature` (protocol, section 6); times in seconds since 1970. */
export interface SignatureHeader {
  /** Origin of the sender: `https://calendar.example`. */
  readonly site: string;
  /** Primary fingerprint of the sender, which the receiver has pinned; 40 hex digits in upper case. */
  readonly fingerprint: string;
  readonly created: number;
  readonly expires: number;
  readonly nonce: string;
  /** One binary OpenPGP signature packet by a signing subkey. */
  readonly signature: Uint8Array;
}

/** More than any valid header needs: 1 KiB of signature is 1368 characters of base64. */
export const MAX_SIGNATURE_HEADER = 4096;

const grammar = {
  v: /^1$/,
  site: /^"(https?:\/\/[a-z0-9.[\]:-]{1,300})"$/,
  fpr: /^([0-9A-F]{40})$/,
  created: /^([1-9][0-9]{0,11})$/,
  expires: /^([1-9][0-9]{0,11})$/,
  nonce: /^([A-Za-z0-9_-]{16,64})$/,
  sig: /^:((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?):$/,
} as const;

type Field = keyof typeof grammar;

/** `v=1; site="…"; fpr=…; created=…; expires=…; nonce=…; sig=:base64:`. */
export function formatSignatureHeader(header: SignatureHeader): string {
  const { site, fingerprint, created, expires, nonce, signature } = header;
  const sig = Buffer.from(signature).toString("base64");
  return `v=1; site="${site}"; fpr=${fingerprint}; created=${created}; expires=${expires}; nonce=${nonce}; sig=:${sig}:`;
}

/**
 * Strict: every field once, in any order, nothing else, each in its one spelling. Gives a sentence for people
 * where the header is wrong.
 */
export function parseSignatureHeader(value: string): SignatureHeader | { readonly wrong: string } {
  if (value.length > MAX_SIGNATURE_HEADER) {
    return { wrong: `the header is longer than ${MAX_SIGNATURE_HEADER} characters` };
  }
  const fields = new Map<Field, string>();
  for (const part of value.split(";")) {
    const [, name = "", text = ""] = /^ ?([a-z]{1,16})=(.*)$/.exec(part) ?? [];
    if (!isField(name)) return { wrong: `"${part.trim().slice(0, 20)}" is no field of it` };
    if (fields.has(name)) return { wrong: `the field ${name} stands in it twice` };
    const match = grammar[name].exec(text);
    if (match === null) return { wrong: `the value of its field ${name} is not as the protocol spells it` };
    fields.set(name, match[1] ?? "");
  }
  const field = (name: Field): string => fields.get(name) ?? "";
  for (const name of Object.keys(grammar)) {
    if (isField(name) && !fields.has(name)) return { wrong: `the field ${name} is missing` };
  }
  const site = field("site");
  if (!URL.canParse(site) || new URL(site).origin !== site)
    return { wrong: "its field site is not an origin" };
  return {
    site,
    fingerprint: field("fpr"),
    created: Number(field("created")),
    expires: Number(field("expires")),
    nonce: field("nonce"),
    signature: new Uint8Array(Buffer.from(field("sig"), "base64")),
  };
}

function isField(name: string): name is Field {
  return Object.hasOwn(grammar, name);
}
