import { Hono } from "hono";
import { DomainError } from "../../core/model/domain-error.ts";
import { PATHS, type Self } from "../../exchange/self.ts";
import { nodeAddress, readWebKey, webKeyHash } from "../../wire/web-key.ts";

const ROOT = "/.well-known/openpgpkey";
const OPEN = { "Access-Control-Allow-Origin": "*" };

/**
 * Web Key Directory (draft-koch-openpgp-webkey-service, section 3.1): the node's certificate for whoever asks for
 * `discal@` its host, by the direct way, and by the advanced one where `openpgpkey.` the host leads here.
 */
export function webKeyRoutes(self: Pick<Self, "url" | "signer">): Hono {
  const address = nodeAddress(self.url);
  const domain = address?.split("@")[1];
  const key = async (asked: string) => {
    if (asked !== webKeyHash) throw new DomainError("not-found", "This node has no key of that name.");
    const { bytes, addresses } = await readWebKey(self.signer.certificate);
    // Programs leave out every user id that has not the address they asked for, and with the last of them the key.
    if (address === null || !addresses.includes(address)) throw otherName(self, address);
    return new Response(bytes, { headers: { ...OPEN, "Content-Type": "application/octet-stream" } });
  };
  // Its being there says that there is a directory; no line of it concerns one that only serves.
  const policy = () =>
    new Response("", { headers: { ...OPEN, "Content-Type": "text/plain; charset=utf-8" } });
  const routes = new Hono();
  for (const path of [ROOT, ...(domain === undefined ? [] : [`${ROOT}/${domain}`])]) {
    routes.get(`${path}/hu/:hash`, (c) => key(c.req.param("hash")));
    routes.get(`${path}/policy`, policy);
  }
  return routes;
}

function otherName({ url, signer }: Pick<Self, "url" | "signer">, address: string | null): DomainError {
  const at = `${url}${PATHS.keys}/${signer.fingerprint}`;
  return new DomainError(
    "not-found",
    `This node's key does not name ${address ?? "a mail address"}: it was made before keys did, or where node.url named another host or none. Fetch it at ${at}.`,
  );
}
