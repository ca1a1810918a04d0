import type { SignedRequest } from "../../exchange/pushing/claim.ts";
import { incoming } from "./body.ts";
import { LIMITS } from "./site.ts";

/** A POST as it comes to a signed endpoint. Throws a DomainError `too-large` where it says so itself. */
export function signedRequest(request: Request): SignedRequest {
  const { pathname, search } = new URL(request.url);
  const { headers } = request;
  return {
    method: "POST",
    target: `${pathname}${search}`,
    signature: headers.get("DisCal-Signature"),
    contentDigest: headers.get("Content-Digest"),
    contentType: headers.get("Content-Type"),
    host: headers.get("Host") ?? new URL(request.url).host,
    body: incoming(request, LIMITS.bodyBytes),
  };
}
