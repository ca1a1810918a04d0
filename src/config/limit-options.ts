import * as z from "zod";
import type { LimitsConfig } from "./config.ts";
import { mapping, wholeNumber } from "./expected.ts";

/** What counts where the file says nothing. */
export const USUAL_LIMITS: LimitsConfig = { requests: 600, connections: 2000 };

/** What is refused early, so that the rest goes on: `limits:`. */
export const limitOptions = z.strictObject(
  {
    requests: wholeNumber("a number of requests", 10, 1_000_000)
      .meta({
        description:
          "How many requests a minute one address of the internet (an IPv6 network of 64 bits) may make; more get 429. What the API gives to a token counts besides.",
        default: USUAL_LIMITS.requests,
      })
      .optional(),
    connections: wholeNumber("a number of connections", 10, 100_000)
      .meta({
        description:
          "How many connections may be open at once, a twentieth of them from one address of the internet; more get 503 and 429.",
        default: USUAL_LIMITS.connections,
      })
      .optional(),
  },
  mapping,
);
