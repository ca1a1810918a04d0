import { z } from "zod";
import { MAX_NUMBER } from "../core/model/version.ts";

/** SHA-256 in lower-case hex: a digest D or C1 (protocol, section 4). */
export const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** Primary fingerprint of a v4 key, in upper case. */
export const fingerprint = z.string().regex(/^[0-9A-F]{40}$/);

/** `X-REVISION` (protocol, section 1). */
export const revision = z.int().min(0).max(MAX_NUMBER);

/** An absolute `https:` URL; `http:` only for addresses that the reader allows, which `net/` decides. */
export const address = z
  .string()
  .max(2048)
  .regex(/^https?:\/\/[^\s/]/);

/** Scheme, host and port alone, as WHATWG serialises them: `https://calendar.example`. */
export const origin = address.refine((url) => URL.canParse(url) && new URL(url).origin === url, {
  error: "must be an origin, as in https://calendar.example, without a path",
});
