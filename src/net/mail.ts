import { once } from "node:events";
import { connect, isIP } from "node:net";
import { inRanges } from "../config/ranges.ts";
import { explainFailure, unreachable } from "./failure.ts";
import { guardedLookup, type Lookup, systemLookup } from "./lookup.ts";
import { reachable } from "./target.ts";

/** A mail of plain text; addresses are bare, `editors@example.org`. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** Hands a mail to the operator's server. Throws a DomainError `unreachable` or `forbidden` where that does not take it. */
export type SendMail = (mail: Mail) => Promise<void>;

/** From the first look-up to the server's word, ms. */
const TIMEOUT = 60_000;
const PORTS: Readonly<Record<string, number>> = { "smtp:": 587, "smtps:": 465 };

/**
 * Mail by SMTP, behind the same guard of addresses as every request (protocol, section 10). `server`:
 * `smtp://user:password@host:587` or `smtps:`. Outside of `allow` nothing is said in the clear: `smtp:` then needs
 * STARTTLS. `name`: what the node calls itself to the server.
 */
export function createSendMail(options: {
  readonly server: string;
  readonly allow: readonly string[];
  readonly name: string;
  readonly lookup?: Lookup;
  readonly closing?: AbortSignal;
}): SendMail {
  const { allow, name, closing } = options;
  const server = new URL(options.server);
  const host = server.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = Number(server.port) || (PORTS[server.protocol] ?? 587);
  const auth = { user: decodeURIComponent(server.username), pass: decodeURIComponent(server.password) };
  const lookup = guardedLookup(options.lookup ?? systemLookup, "https:", allow);
  const secure = server.protocol === "smtps:";
  return async ({ from, to, subject, text }) => {
    const limit = AbortSignal.timeout(TIMEOUT);
    const signal = closing === undefined ? limit : AbortSignal.any([limit, closing]);
    if (isIP(host) !== 0) reachable(host, [host], "https:", allow);
    // Only who sends mail waits until its library is read.
    const { createTransport } = await import("nodemailer");
    // An abort ends the socket, and with it all that the transport waits for.
    const connection = connect({ host, port, lookup, signal, autoSelectFamily: true }).on("error", () => {});
    try {
      await once(connection, "connect");
      const transport = createTransport({
        connection,
        host,
        port,
        secure,
        name,
        requireTLS: needsStartTls(server.protocol, connection.remoteAddress ?? "", allow),
        ...(isIP(host) === 0 && { tls: { servername: host } }),
        ...(auth.user !== "" && { auth }),
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      await transport.sendMail({
        from: bare(from),
        to: to.map(bare),
        subject: oneLine(subject),
        text,
        headers: { "Auto-Submitted": "auto-generated" },
      });
    } catch (error) {
      throw signal.aborted ? explainFailure(signal.reason, host, TIMEOUT) : refusal(error, host);
    } finally {
      connection.destroy();
    }
  };
}

/** Is what goes to this address to be encrypted before anything is said? */
export function needsStartTls(protocol: string, address: string, allow: readonly string[]): boolean {
  return protocol !== "smtps:" && !inRanges(address, allow);
}

/** As an address, whatever stands in it: never as a list of several, or with a name. */
function bare(address: string): { readonly name: string; readonly address: string } {
  return { name: "", address: oneLine(address) };
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
}

/** What the server said, in its own words, which hold no password. */
function refusal(error: unknown, host: string): unknown {
  const said = error instanceof Error && "response" in error ? error.response : undefined;
  if (typeof said === "string") return unreachable(host, `it did not take the mail: ${oneLine(said)}`, error);
  if (error instanceof Error && "code" in error && error.code === "ETLS")
    return unreachable(host, "no TLS connection came about; over smtp: it must offer STARTTLS", error);
  return explainFailure(error, host, TIMEOUT);
}
