/**
 * What every page says to the browser: nothing runs, nothing is framed, styles come from here alone. Pictures of
 * events stand on other sites.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'self'; img-src https: data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  // Kept, but asked for each time: an agenda changes with the clock, and the answer is mostly 304.
  "Cache-Control": "public, no-cache",
};
