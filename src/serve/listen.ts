import { serve } from "@hono/node-server";
import type { AddressInfo } from "node:net";
import { DomainError } from "../core/model/domain-error.ts";

/** A server that answers on a port. */
export interface Listening extends AsyncDisposable {
  readonly host: string;
  /** The port that was got, also where 0 was asked for. */
  readonly port: number;
}

/** How long requests that are under way may take to end, ms, once the server closes. */
const DRAIN = 10_000;

/**
 * Answers HTTP with `answer`, which is told the address that each connection comes from. Disposing stops taking
 * requests, lets those under way end, and closes. Throws a DomainError `unavailable` where the port is in use or may
 * not be opened.
 */
export async function listen(
  answer: (request: Request, address: string | null) => Promise<Response>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const server = serve({
    fetch: (request, { incoming }) => answer(request, incoming.socket.remoteAddress ?? null),
    hostname: host,
    port,
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("listening", resolve).once("error", reject);
  await promise.catch((error: NodeJS.ErrnoException) => {
    throw cannotListen(error, host, port);
  });
  if ("requestTimeout" in server) server.requestTimeout = 60_000;
  if ("headersTimeout" in server) server.headersTimeout = 20_000;
  return {
    host,
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      const deadline = setTimeout(() => {
        if ("closeAllConnections" in server) server.closeAllConnections();
      }, DRAIN);
      await closed.promise;
      clearTimeout(deadline);
    },
  };
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): DomainError {
  const why =
    error.code === "EADDRINUSE"
      ? "another program uses it already. Stop that one, or choose another with DISCAL_PORT or node.listen"
      : error.code === "EACCES"
        ? "this user may not open it. Choose one above 1023 with DISCAL_PORT or node.listen"
        : error.code === "EADDRNOTAVAIL"
          ? "this machine has no such address. Correct node.listen"
          : error.message;
  return new DomainError("unavailable", `Cannot listen on ${host}:${port}: ${why}.`, { port });
}
