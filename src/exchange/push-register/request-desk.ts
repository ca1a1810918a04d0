import { DomainError } from "../../core/model/domain-error.ts";
import type { OutboundRequest, Send } from "../../net/send.ts";
import { readMessage } from "../../wire/message.ts";
import { MAX_REGISTER_BYTES, registerStatus, type RegisterStatus } from "../../wire/push-register.ts";
import { badStatus, documentRequest, postRequest } from "../foreign.ts";
import { parseRetryAfter } from "../retry.ts";

/**
 * Another node's desk for one request to it (protocol, section 7). All throw a DomainError `unreachable` for any other
 * answer than the protocol's, with the `retryAfter` (ms) that it asks for.
 */
export interface RequestDesk {
  ask(body: Uint8Array): Promise<void>;
  renew(): Promise<void>;
  withdraw(): Promise<void>;
  /** Null where the other node knows nothing of it, or has not verified it. */
  status(): Promise<RegisterStatus | null>;
}

/** `endpoint`: as the other node named it. `id`: of the registration. */
export function requestDesk(
  { send, clock }: { readonly send: Send; readonly clock: () => number },
  endpoint: string,
  id: string,
): RequestDesk {
  const at = `${endpoint}/${id}`;
  const document = { ...documentRequest(at, "application/json"), maxBytes: MAX_REGISTER_BYTES };

  const sent = async (
    request: OutboundRequest,
    answers: (status: number) => boolean,
  ): Promise<Uint8Array> => {
    const { status, headers, body } = await send(request);
    if (answers(status)) return body;
    const retryAfter = parseRetryAfter(headers["retry-after"], clock());
    throw new DomainError("unreachable", badStatus(new URL(endpoint).host, status).message, {
      status,
      ...(retryAfter !== null && { retryAfter }),
    });
  };
  const isTaken = (status: number) => status === 202;

  return {
    ask: async (body) => {
      const headers = { "content-type": "application/json" };
      await sent(postRequest(endpoint, headers, body, MAX_REGISTER_BYTES), isTaken);
    },
    renew: async () => void (await sent(postRequest(at, {}, new Uint8Array(), MAX_REGISTER_BYTES), isTaken)),
    withdraw: async () => {
      const isGone = (status: number) => status === 404 || status === 410 || (status >= 200 && status < 300);
      await sent({ ...document, method: "DELETE" }, isGone);
    },
    status: async () => {
      let known = true;
      const body = await sent(document, (status) => {
        known = status !== 404;
        return status === 200 || status === 404;
      });
      return known ? readMessage(registerStatus, body, endpoint) : null;
    },
  };
}
