import { randomBytes } from "node:crypto";
import { type By, type NodeKey, signDetached } from "./keys.ts";
import type { Known, MockNode } from "./node.ts";
import { requireValid } from "./schema.ts";
import { contentDigest, entryText, moveText, pushText } from "./texts.ts";

/** Learns who answers at an origin, and pins its key. */
export async function meet(node: MockNode, origin: string): Promise<Known> {
  const said: unknown = await (await fetch(`${origin}/.well-known/discal`)).json();
  const site = requireValid<Pick<Known, "fingerprint" | "endpoints" | "epoch"> & { readonly keyUrl: string }>(
    "site-document",
    said,
  );
  const certificate = await (await fetch(site.keyUrl)).text();
  const known = { ...site, origin, certificate };
  node.known.set(origin, known);
  node.certificates.set(site.fingerprint, certificate);
  return known;
}

/** What a push may do otherwise than it should. */
export interface Wrongly {
  readonly key?: NodeKey;
  readonly by?: By;
  readonly text?: boolean;
  /** The signature packet as it is sent in the place of the right one. */
  readonly packet?: (signature: Uint8Array) => Uint8Array;
  /** In the place of the right ones; "" for none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the text that is signed. */
  readonly said?: Partial<Parameters<typeof pushText>[0]>;
  /** The body that is sent in the place of the signed one. */
  readonly body?: Uint8Array;
}

export interface Pushed {
  readonly status: number;
  /** Of a refusal. */
  readonly fault: string | undefined;
  readonly results: readonly { readonly uid: string; readonly verdict: string; readonly reason: string }[];
  readonly headers: Headers;
}

/** A signed push of concatenated VCALENDARs. */
export async function push(node: MockNode, to: Known, ical: string, wrongly: Wrongly = {}): Promise<Pushed> {
  const url = new URL(
    to.endpoints[wrongly.said?.target === "/discal/revise" ? "revise" : "enterEvent"] ?? "",
  );
  const body = Buffer.from(ical);
  const created = Math.floor(Date.now() / 1000);
  const envelope = {
    method: "POST",
    target: url.pathname,
    sender: node.origin,
    recipient: to.origin,
    recipientKey: to.fingerprint,
    created,
    expires: created + 300,
    nonce: randomBytes(16).toString("base64url"),
    contentType: "text/calendar; charset=utf-8",
    body,
    ...wrongly.said,
  };
  const key = wrongly.key ?? node.key;
  const right = await signDetached(key, Buffer.from(pushText(envelope)), wrongly);
  const signature = Buffer.from(wrongly.packet?.(right) ?? right).toString("base64");
  const { sender, nonce, expires } = envelope;
  const fields = `v=1; site="${sender}"; fpr=${key.fingerprint}; created=${envelope.created}; expires=${expires}`;
  const headers = {
    "content-type": envelope.contentType,
    "content-digest": contentDigest(body),
    "discal-delivery": randomBytes(8).toString("hex"),
    "discal-signature": `${fields}; nonce=${nonce}; sig=:${signature}:`,
    ...wrongly.headers,
  };
  const sent = Object.entries(headers).filter(([, value]) => value !== "");
  return pushed(await fetch(url, { method: "POST", headers: sent, body: wrongly.body ?? body }));
}

/** A push that bears a token. */
export async function pushByToken(to: Known, token: string, ical: string): Promise<Pushed> {
  const headers = { "content-type": "text/calendar", authorization: `Bearer ${token}` };
  return pushed(await fetch(to.endpoints["enterEvent"] ?? "", { method: "POST", headers, body: ical }));
}

export async function pushed(answer: Response): Promise<Pushed> {
  const { status, headers } = answer;
  const said: unknown = await answer.json();
  if (status === 200) return { status, headers, fault: undefined, results: requireValid("offer", said) };
  const { details } = requireValid<{ readonly details?: { readonly fault?: string } }>("problem", said);
  return { status, headers, fault: details?.fault, results: [] };
}

/** A person's entry: the calendar, and a signature of their own. */
export async function enter(
  to: Known,
  key: NodeKey,
  ical: string,
  created = Math.floor(Date.now() / 1000),
): Promise<Pushed & { readonly created: number }> {
  const text = entryText({ recipient: to.origin, created, ical: Buffer.from(ical) });
  const form = new FormData();
  form.set("ical", new Blob([ical]), "event.ics");
  form.set("signature", new Blob([new Uint8Array(await signDetached(key, Buffer.from(text)))]), "entry.sig");
  form.set("created", String(created));
  const answer = await fetch(to.endpoints["enterEvent"] ?? "", { method: "POST", body: form });
  return { ...(await pushed(answer)), created };
}

/** Goes on as another node by the same key, which says so in its site document. */
export async function moveTo(from: MockNode, to: MockNode): Promise<void> {
  const move = { from: from.origin, to: to.origin, created: Math.floor(Date.now() / 1000) };
  const text = moveText({ ...move, fingerprint: from.key.fingerprint });
  const signature = Buffer.from(await signDetached(from.key, Buffer.from(text))).toString("base64");
  to.key = from.key;
  to.certificates.set(from.key.fingerprint, from.key.certificate);
  to.moves.push({ ...move, signature });
  from.hasLeft = true;
}
