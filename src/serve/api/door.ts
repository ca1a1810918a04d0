import { DomainError } from "../../core/model/domain-error.ts";
import type { Token } from "../../core/model/token.ts";
import type { Guesses } from "../../exchange/guesses.ts";
import { type Allowance, createLimiter, type Quota, tooMany } from "../../exchange/limiter.ts";
import { authenticateToken } from "../../exchange/tokens.ts";
import type { Tokens } from "../../store/tokens.ts";
import { BEARER, bearerText } from "../../wire/bearer.ts";
import { problemAnswer } from "../../wire/problem.ts";
import { rateLimitHeaders } from "./rate-limit.ts";

/** Of each token, or address without one. */
export const READS: Quota = { name: "reads", burst: 300, perMinute: 300 };
export const WRITES: Quota = { name: "writes", burst: 60, perMinute: 60 };

/** Who asks, and what is left to them. */
export interface Caller {
  readonly token: Token | null;
  readonly allowance: Allowance;
}

/**
 * Tells who asks, or answers at once: 401 with what to do, or 429 with when to ask again. `from`: the name under which
 * they are counted where they have no token.
 */
export type Door = (
  request: { readonly headers: Headers; readonly write: boolean },
  from: string,
  now: number,
) => Promise<Caller | Response>;

/**
 * Counts each token by itself, and whoever has none by where they ask from. `guesses`: where wrong ones are counted.
 */
export function createDoor(tokens: Pick<Tokens, "byHash" | "used">, guesses: Guesses): Door {
  const reads = createLimiter(READS);
  const writes = createLimiter(WRITES);

  return async ({ headers, write }, from, now) => {
    let token: Token | null;
    try {
      const text = bearerText(headers);
      token = text === null ? null : await authenticateToken(tokens, text, now);
    } catch (error) {
      if (!(error instanceof DomainError) || error.problem !== "unauthorized") throw error;
      return refused(error, guesses(from, now));
    }
    const allowance = (write ? writes : reads)(token === null ? from : `token ${token.id}`, now);
    return allowance.allowed ? { token, allowance } : refusedForNow(allowance);
  };
}

function refused(error: DomainError, allowance: Allowance): Response {
  if (!allowance.allowed) return refusedForNow(allowance);
  const challenge = { "WWW-Authenticate": `${BEARER}, error="invalid_token"` };
  return problemAnswer(error, 401, { ...challenge, ...rateLimitHeaders(allowance) });
}

function refusedForNow(allowance: Allowance): Response {
  return problemAnswer(tooMany(allowance), 429, rateLimitHeaders(allowance));
}
