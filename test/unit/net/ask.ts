import { DomainError } from "../../../src/core/model/domain-error.ts";
import { createSend } from "../../../src/net/client.ts";
import type { OutboundRequest, OutboundResponse, Send } from "../../../src/net/send.ts";

export const allow = ["127.0.0.0/8"];

/** A GET, with the caps of a test. */
export function get(url: string, more: Partial<OutboundRequest> = {}): OutboundRequest {
  return {
    url,
    method: "GET",
    headers: {},
    body: null,
    maxBytes: 100_000,
    timeout: 5_000,
    redirects: 3,
    ...more,
  };
}

/** A client to which every name is 127.0.0.1. */
export function local(addresses: readonly string[] = ["127.0.0.1"]): Send {
  return createSend({ allow, lookup: async () => addresses });
}

/** Why no answer came; fails where one did. */
export async function refusal(answer: Promise<OutboundResponse>): Promise<DomainError> {
  const error: unknown = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof DomainError) return error;
  throw new Error("no DomainError was thrown", { cause: error });
}
