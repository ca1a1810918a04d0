/** Most of gzip's gain for a third of its cost: answers are made anew for each client. */
export const GZIP_LEVEL = 4;

/** May an answer be sent in gzip (RFC 9110, section 12.5.3)? */
export function acceptsGzip(headers: Headers): boolean {
  return ACCEPTED.test(headers.get("Accept-Encoding") ?? "");
}

const ACCEPTED = /(?:^|,)\s*(?:gzip|\*)\s*(?:,|$|;\s*q=(?:1|0?\.\d*[1-9]))/i;
