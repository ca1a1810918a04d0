import { DomainError } from "../core/model/domain-error.ts";
import { isClosing } from "./send.ts";

/** Why no answer came, by the codes of Node, OpenSSL and undici. */
const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: "no such host is known (DNS)",
  ENODATA: "the host has no address (DNS)",
  EAI_AGAIN: "its name can't be resolved at the moment (DNS)",
  ECONNREFUSED: "nothing answers on that port (connection refused)",
  ECONNRESET: "it broke off the connection",
  EPIPE: "it broke off the connection",
  UND_ERR_SOCKET: "it broke off the connection",
  EHOSTUNREACH: "there is no way to its address (host unreachable)",
  ENETUNREACH: "there is no way to its address (network unreachable)",
  ETIMEDOUT: "no connection came about in time",
  UND_ERR_CONNECT_TIMEOUT: "no connection came about in time",
  UND_ERR_HEADERS_OVERFLOW: "the headers of its answer are too long",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "its answer is shorter than announced",
  CERT_HAS_EXPIRED: "its TLS certificate has expired",
  CERT_NOT_YET_VALID: "its TLS certificate is not valid yet",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its TLS certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "its TLS certificate comes from an authority that is not trusted here",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its TLS certificate comes from an authority that is not trusted here",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its TLS certificate comes without the intermediate ones",
  ERR_TLS_CERT_ALTNAME_INVALID: "its TLS certificate is for another name",
};

const families: readonly (readonly [RegExp, string])[] = [
  [/^(ERR_SSL_|ERR_TLS_|EPROTO)/, "no TLS connection came about"],
  [/^(HPE_|HTTPParserError)/, "what it answers is not HTTP"],
  [/^(Z_|ERR__ERROR_|ERR_BROTLI|ZSTD_)/, "its answer is not compressed as it says"],
  [/^(?!UND_ERR_INVALID_ARG)[A-Z_0-9]+$/, "no answer came"],
];

/**
 * What went wrong on the way to `host`, as a DomainError `unreachable` for people. Domain errors pass as they are, and
 * so does what is no fault of the network.
 */
export function explainFailure(error: unknown, host: string, timeout: number): unknown {
  if (error instanceof DomainError || isClosing(error)) return error;
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return unreachable(host, `no complete answer within ${timeout / 1000} s`, error);
  }
  const code = codeOf(error);
  const reason = reasons[code] ?? families.find(([pattern]) => pattern.test(code))?.[1];
  return reason === undefined ? error : unreachable(host, reason, error);
}

/** A DomainError `unreachable`: `host` did not answer as it should. */
export function unreachable(host: string, reason: string, cause?: unknown): DomainError {
  return new DomainError("unreachable", `${host}: ${reason}`, { host }, { cause });
}

/** nodemailer puts a code of its own in the place of the system's. */
type Coded = NodeJS.ErrnoException & { readonly originalCode?: string };

/** Of several addresses that were tried the first one's code, of an error without code its name. */
function codeOf(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? (error.errors[0] ?? error) : error;
  if (!(first instanceof Error)) return "";
  const { originalCode, code, name } = first as Coded;
  return originalCode ?? code ?? name;
}
