import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

const ORIGIN = "*";
const EXPOSED = ["ETag", "Last-Modified", "Link", "Content-Disposition"];

const preflight = cors({
  origin: ORIGIN,
  allowMethods: ["GET", "HEAD"],
  allowHeaders: ["If-None-Match", "If-Modified-Since"],
  exposeHeaders: EXPOSED,
  maxAge: 86_400,
});

/**
 * Lets pages of all other sites read what is answered. The answer itself is left as it is: headers that are set before
 * there is one have it made anew, and its body copied.
 */
export const openToAll: MiddlewareHandler = async (c, next) => {
  if (c.req.method === "OPTIONS") return preflight(c, next);
  await next();
  c.res.headers.set("Access-Control-Allow-Origin", ORIGIN);
  c.res.headers.set("Access-Control-Expose-Headers", EXPOSED.join(","));
};
