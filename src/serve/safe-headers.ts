import type { MiddlewareHandler } from "hono";

/**
 * What every answer says to a browser that somebody opens it in, unless its route says it more exactly: it is what its
 * type says, nothing in it runs or is framed, and where it was read is nobody's business.
 */
const SAFE: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
};

/** Puts them on answers of all routes, those that went wrong among them. */
export const safeHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(SAFE)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
};
