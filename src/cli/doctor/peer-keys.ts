import { DomainError } from "../../core/model/domain-error.ts";
import type { Site } from "../../core/model/site.ts";
import { meet } from "../../exchange/keys/introduce.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** Does every peer still show the key that is pinned? */
export async function checkPeerKeys(
  patient: Pick<Patient, "store" | "send" | "verifier">,
): Promise<readonly Finding[]> {
  if (patient.store === null) return [];
  const sites = await patient.store.registry.all();
  const peers = sites.filter(({ kind, enabled }) => kind === "peer" && enabled);
  return Promise.all(peers.map((peer) => checkOne(peer, patient)));
}

async function checkOne(
  { url, fingerprint }: Site,
  { send, verifier }: Pick<Patient, "send" | "verifier">,
): Promise<Finding> {
  try {
    const { site } = await meet({ send, verifier }, url);
    if (fingerprint === null)
      return ok(`${url} shows ${site.fingerprint}, which is pinned at the first exchange`);
    if (site.fingerprint === fingerprint) return ok(`${url} shows the key that is pinned`);
    return problem(
      `${url} shows the key ${site.fingerprint}, but ${fingerprint} is pinned: nothing is exchanged`,
      "Ask its operator. If the new key is theirs, name it as the peer's fingerprint in peers.yaml (or remove and add the peer again).",
    );
  } catch (error) {
    if (error instanceof DomainError)
      return warning(
        `${url} does not show its key: ${error.message}`,
        "Its operator may know more; events wait until it is back.",
      );
    throw error;
  }
}
