/** Reads an http(s) origin, with or without a slash at its end; null where there is more or less in it. */
export function parseOrigin(text: string): string | null {
  const url = parseWebUrl(text);
  return url !== null && url.pathname === "/" && url.search === "" ? url.origin : null;
}

/** Reads the address of a feed; `webcal:` stands for `https:`, and a fragment is dropped. */
export function parseSiteUrl(text: string): string | null {
  return parseWebUrl(text.replace(/^webcals?:/i, "https:"))?.href ?? null;
}

/** An absolute http(s) URL without credentials; they would end up in logs and pages. */
function parseWebUrl(text: string): URL | null {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (url === null || url.username !== "" || url.password !== "") return null;
  url.hash = "";
  return url;
}

/** Reads a `mailto:` or `https:` URL; null where it is neither. */
export function parseContact(text: string): string | null {
  if (/^mailto:[^\s@<>"?]+@[^\s@<>"?]+$/i.test(text)) return text;
  return /^https:/i.test(text) ? (parseWebUrl(text)?.href ?? null) : null;
}

/** What is said where one is none; never its text, which may hold a password. */
export const MAIL_SERVER_EXPECTED =
  "a mail server such as smtp://user:password@mail.example:587 or smtps://mail.example (what stands there is not shown: it may hold a password)";

/** Is this the URL of a mail server: `smtp://user:password@host:587`, or `smtps:`? */
export function isMailServer(text: string): boolean {
  const url = /^smtps?:\/\//i.test(text) ? URL.parse(text) : null;
  return (
    url !== null && url.hostname !== "" && url.pathname.length <= 1 && url.search === "" && url.hash === ""
  );
}

/** Reads `host:port`; an IPv6 address stands in brackets, which the result does without. */
export function parseListen(text: string): { readonly host: string; readonly port: number } | null {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/i.exec(text);
  const port = parsePort(parts?.[3] ?? "");
  const host = parts?.[1] ?? parts?.[2];
  return host === undefined || port === null ? null : { host, port };
}

/** Reads a port, 0 to 65535. */
export function parsePort(text: string): number | null {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : null;
}

/** Reads a fingerprint as gpg prints it, with or without spaces, in either case: 40 hex digits in upper case. */
export function parseFingerprint(text: string): string | null {
  const digits = text.replaceAll(" ", "").toUpperCase();
  return /^[0-9A-F]{40}$/.test(digits) ? digits : null;
}

/** Is this an IANA zone that the runtime knows? An offset such as `+01:00` is none. */
export function isZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
