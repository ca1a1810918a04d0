import { DomainError } from "../core/model/domain-error.ts";
import type { Site } from "../core/model/site.ts";
import type { Send } from "../net/send.ts";
import type { Registry } from "../store/contract.ts";
import { readMessage } from "../wire/message.ts";
import type { Verifier } from "../wire/signer.ts";
import { siteDocument } from "../wire/site-document.ts";
import { documentRequest, sendForOk } from "./foreign.ts";
import { PATHS } from "./self.ts";

/**
 * Learns a peer's key from its site document, and pins it (protocol, sections 6 and 7). The first contact is
 * trusted unless the configuration names the fingerprint; another primary than the pinned one is a hard stop.
 * Throws a DomainError `unreachable`, `invalid` or `conflict`.
 */
export async function introduce(
  {
    send,
    registry,
    verifier,
  }: { readonly send: Send; readonly registry: Registry; readonly verifier: Verifier },
  peer: Site,
): Promise<Site> {
  const url = new URL(PATHS.siteDocument, peer.url).href;
  const answer = await sendForOk(send, documentRequest(url, "application/json"));
  const site = readMessage(siteDocument, answer.body, url);
  if (site.url !== peer.url) {
    throw new DomainError(
      "invalid",
      `${url} says that its node is ${site.url}, not ${peer.url}. Correct the peer's url.`,
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
  await registry.pin(peer.id, { fingerprint, certificate });
  return { ...peer, fingerprint, certificate };
}
