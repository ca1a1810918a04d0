import { DomainError } from "../../core/model/domain-error.ts";
import type { OutboundResponse } from "../../net/send.ts";
import { readProblem } from "../../wire/problem.ts";
import { parseRetryAfter } from "../retry.ts";

/** Characters of an answer that are kept to be shown. */
const MOST_SAID = 500;

/** What a peer's answer to a push says that was not taken, in the peer's own words. `now` in ms. */
export function undelivered({ status, headers, url, body }: OutboundResponse, now: number): DomainError {
  const problem = readProblem(body);
  const text = problem?.detail ?? new TextDecoder().decode(body.subarray(0, MOST_SAID));
  const said = text.slice(0, MOST_SAID).replaceAll(/[\s\p{Cc}]+/gu, " ");
  const retryAfter = parseRetryAfter(headers["retry-after"], now);
  const fault = problem?.details?.["fault"];
  return new DomainError("unreachable", `${url} answered ${status}: ${said}`, {
    status,
    ...(retryAfter !== null && { retryAfter }),
    ...(fault !== undefined && { fault }),
  });
}

/**
 * What passes by itself: of two operators who add each other one comes first, a peer looks for a move where we may not
 * show it yet, clocks are set right, and each try has another nonce.
 */
const PASSING: ReadonlySet<unknown> = new Set(["unknown-sender", "not-moved", "past", "not-yet", "replayed"]);

/**
 * Is it for a person to go on? 401, 403 and 410 are (protocol, section 7), but for what passes by itself, and so is a
 * changed primary key (section 6).
 */
export function isFinal(error: unknown): boolean {
  if (!(error instanceof DomainError)) return false;
  const { status, fault } = error.details;
  if (status === 401) return !PASSING.has(fault);
  return status === 403 || status === 410 || error.problem === "conflict";
}
