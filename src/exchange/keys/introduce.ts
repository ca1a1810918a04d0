import { DomainError } from "../../core/model/domain-error.ts";
import type { Site } from "../../core/model/site.ts";
import type { Send } from "../../net/send.ts";
import type { Store } from "../../store/contract.ts";
import { readMessage } from "../../wire/message.ts";
import type { Verifier } from "../../wire/signer.ts";
import { type SiteDocument, siteDocument } from "../../wire/site-document.ts";
import { documentRequest, sendForOk } from "../foreign.ts";
import { PATHS } from "../self.ts";

/** Another node as it shows itself; nothing of it is pinned yet. */
export interface Introduction {
  readonly site: SiteDocument;
  /** Armored; its primary fingerprint is the one that the site document names. */
  readonly certificate: string;
}

/**
 * Learns a peer's key, where it is not known, from its site document, and pins it (protocol, sections 6 and 7). The first contact is
 * trusted unless the configuration names the fingerprint; another primary than the pinned one is a hard stop.
 * Throws a DomainError `unreachable`, `invalid` or `conflict`.
 */
export async function introduce(
  {
    send,
    store,
    verifier,
  }: { readonly send: Send; readonly store: Pick<Store, "registry" | "keys">; readonly verifier: Verifier },
  peer: Site,
  now: number,
): Promise<Site> {
  if (peer.certificate !== null) return peer;
  const { site, certificate } = await meet({ send, verifier }, peer.url);
  const { fingerprint } = site;
  const known = await store.keys.find(fingerprint);
  const joined = await verifier.join(known?.certificate ?? null, certificate);
  await store.registry.pin(peer.id, { fingerprint, certificate: joined }, now);
  return { ...peer, fingerprint, certificate: joined };
}

/**
 * Asks the node at an origin who it is. Throws a DomainError `unreachable`, or `invalid` where it calls itself by
 * another origin, or shows another key than it names.
 */
export async function meet(
  { send, verifier }: { readonly send: Send; readonly verifier: Verifier },
  origin: string,
): Promise<Introduction> {
  const url = new URL(PATHS.siteDocument, origin).href;
  const site = await readSiteDocument(send, origin);
  if (site.url !== origin) {
    throw new DomainError(
      "invalid",
      `${url} says that its node is ${site.url}, not ${origin}. Correct the peer's url.`,
    );
  }
  const key = await sendForOk(send, documentRequest(site.keyUrl, "application/pgp-keys"));
  const certificate = new TextDecoder().decode(key.body);
  const fingerprint = await verifier.fingerprintOf(certificate);
  if (fingerprint !== site.fingerprint) {
    throw new DomainError(
      "invalid",
      `${site.keyUrl} is the key ${fingerprint}, ${url} names ${site.fingerprint}.`,
    );
  }
  return { site, certificate };
}

/** What an origin answers at `/.well-known/discal`. Throws a DomainError where that is no site document. */
export async function readSiteDocument(send: Send, origin: string): Promise<SiteDocument> {
  const url = new URL(PATHS.siteDocument, origin).href;
  const answer = await sendForOk(send, documentRequest(url, "application/json"));
  return readMessage(siteDocument, answer.body, url);
}
