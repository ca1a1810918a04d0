import type { SignedRequest } from "../../exchange/pushing/authenticate.ts";
import { readBody } from "./body.ts";
import { LIMITS } from "./site.ts";

/** A POST as it came to a signed endpoint. Throws a DomainError `too-large`. */
export async function signedRequest(request: Request): Promise<SignedRequest> {
  const { pathname, search } = new URL(request.url);
  const { headers } = request;
  return {
    method: "POST",
    target: `${pathname}${search}`,
    signature: headers.get("DisCal-Signature"),
    contentDigest: headers.get("Content-Digest"),
    contentType: headers.get("Content-Type"),
    host: headers.get("Host") ?? new URL(request.url).host,
    body: await readBody(request, LIMITS.bodyBytes),
  };
}
