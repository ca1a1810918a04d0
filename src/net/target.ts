import { isIP } from "node:net";
import { inRanges } from "../config/ranges.ts";
import { DomainError } from "../core/model/domain-error.ts";
import { isAllowed } from "./addresses.ts";

/** What every server has to take (RFC 9110, section 4.1); of a redirect, too, no more is repeated. */
const MOST_CHARACTERS = 8000;

/**
 * The URL of a request or redirect, if a node may go there (protocol, section 10); names are judged at look-up.
 * Throws a DomainError `invalid` or `forbidden`.
 */
export function checkTarget(text: string, allow: readonly string[]): URL {
  if (text.length > MOST_CHARACTERS)
    throw new DomainError("invalid", `"${text.slice(0, 200)}…" is longer than ${MOST_CHARACTERS} characters`);
  const url = URL.parse(text);
  if (url === null) throw new DomainError("invalid", `"${text.slice(0, 200)}" is no absolute URL`);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new DomainError("forbidden", `${url.protocol} is not spoken here; use an https: URL`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new DomainError(
      "forbidden",
      `the URL for ${url.host} carries a user name or password; take it out`,
    );
  }
  checkPort(url);
  const literal = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(literal) !== 0) reachable(url.host, [literal], url.protocol, allow);
  url.hash = "";
  return url;
}

/** Below 1024 stand the services that a request must not be smuggled to, such as mail. */
function checkPort(url: URL): void {
  const port = Number(url.port || 443);
  if (port === 80 || port === 443 || port >= 1024) return;
  throw new DomainError(
    "forbidden",
    `port ${port} of ${url.hostname} is no web server's; 80, 443 and those from 1024 can be used`,
  );
}

/**
 * Those of a host's addresses that `protocol` may connect to: public or allowed ones, for plain `http:` only allowed
 * ones. Throws a DomainError `forbidden` where there is none.
 */
export function reachable(
  host: string,
  addresses: readonly string[],
  protocol: string,
  allow: readonly string[],
): readonly string[] {
  const permitted = addresses.filter((address) => isAllowed(address, allow));
  const usable = permitted.filter((address) => protocol === "https:" || inRanges(address, allow));
  if (usable.length > 0) return usable;
  const reason =
    permitted.length > 0
      ? `plain http: is only for addresses in network.allow; use https:`
      : `${addresses.join(", ") || "it has no address, so it"} is not on the public internet; the operator can add a range to network.allow`;
  throw new DomainError("forbidden", `${host} may not be reached: ${reason}`, { host });
}
