import { DomainError } from "../../core/model/domain-error.ts";
import type { Registration } from "../../core/model/registration.ts";
import { messageOf } from "../../core/model/thrown.ts";
import { grantedLease } from "../../core/reconcile/lease.ts";
import { isClosing, type Send } from "../../net/send.ts";
import { readMessage } from "../../wire/message.ts";
import type { IntentQuery } from "../../wire/push-register.ts";
import { siteDocument } from "../../wire/site-document.ts";
import { badStatus, documentRequest, sendForOk } from "../foreign.ts";
import { isSameSecret } from "../../wire/same-secret.ts";
import type { Random } from "../random.ts";
import { PATHS } from "../self.ts";

/** What a site says of a request in its name. */
export type Intent =
  | { readonly answer: "confirmed"; readonly fingerprint: string }
  /** The callback is gone (410). */
  | { readonly answer: "declined" }
  | { readonly answer: "unconfirmed"; readonly reason: string };

const TIMEOUT = 10_000;
const DOCUMENT_BYTES = 16 * 1024;
const CHALLENGE_BYTES = 256;

interface Asker {
  readonly send: Send;
  readonly random: Random;
  /** Longest lease that this node gives, ms. */
  readonly longest: number;
}

/**
 * Asks a site whether it means a request in its name (protocol, section 7): first for its site document, at a path that
 * no request can choose, so that what is no node gets one small request and no more; then its callback, which has to
 * give back a challenge. Nothing that fails is tried again.
 */
export async function askIntent(node: Asker, registration: Registration): Promise<Intent> {
  try {
    const fingerprint = await fingerprintOf(node.send, registration.site);
    const confirmed = await challenge(node, registration);
    return confirmed ? { answer: "confirmed", fingerprint } : { answer: "declined" };
  } catch (error) {
    if (isClosing(error)) throw error;
    return { answer: "unconfirmed", reason: messageOf(error) };
  }
}

async function fingerprintOf(send: Send, origin: string): Promise<string> {
  const url = `${origin}${PATHS.siteDocument}`;
  const answer = await sendForOk(send, small(url, "application/json", DOCUMENT_BYTES));
  const site = readMessage(siteDocument, answer.body, url);
  if (site.url === origin) return site.fingerprint;
  throw new DomainError("invalid", `${url} says that its node is ${site.url}, not ${origin}.`);
}

/** Does the callback give the challenge back? False where it is gone; throws a DomainError for anything else. */
async function challenge({ send, random, longest }: Asker, registration: Registration): Promise<boolean> {
  const url = new URL(registration.callback);
  const nonce = Buffer.from(random(16)).toString("base64url");
  const query: IntentQuery = {
    registration: registration.id,
    request: registration.request,
    challenge: nonce,
    lease: String(Math.floor(grantedLease(registration, longest) / 1000)),
  };
  url.search = new URLSearchParams(query).toString();
  const { status, body } = await send(small(url.href, "text/plain", CHALLENGE_BYTES));
  if (status === 410) return false;
  const { host } = url;
  if (status !== 200) throw badStatus(`the callback at ${host}`, status);
  if (isSameSecret(body, nonce)) return true;
  throw new DomainError("unreachable", `the callback at ${host} did not give the challenge back`);
}

function small(url: string, accept: string, maxBytes: number) {
  return { ...documentRequest(url, accept), maxBytes, timeout: TIMEOUT };
}
