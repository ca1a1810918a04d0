import { createAdaptorServer } from "@hono/node-server";
import type { Server } from "node:http";
import type { Config } from "../config/config.ts";
import { USUAL_LIMITS } from "../config/limit-options.ts";
import { isNear } from "../config/near.ts";
import { DomainError } from "../core/model/domain-error.ts";
import { boundConnections } from "./connections.ts";
import { openDoors } from "./doors.ts";

/** A server that answers on a port. */
export interface Listening extends AsyncDisposable {
  readonly host: string;
  /** The port that was got, also where 0 was asked for. */
  readonly port: number;
}

/** How many connections there may be, and whose are not counted by themselves; as usual, unless given. */
export type ListenBounds = Partial<Pick<Config, "limits" | "network">>;

/** ms: by when the head of a request, and all of it, has to be here; and how long a connection that says nothing is kept. */
const HEAD = 10_000;
const WHOLE = 60_000;
const SILENT = 10_000;
/** ms: how often it is looked for requests that are late. */
const LOOK = 2_000;
/** Octets of a request's head. */
const MOST_HEAD = 16 * 1024;

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
  { limits = USUAL_LIMITS, network }: ListenBounds = {},
): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: (request, { incoming }) => answer(request, incoming.socket.remoteAddress ?? null),
    serverOptions: {
      headersTimeout: HEAD,
      requestTimeout: WHOLE,
      keepAliveTimeout: SILENT,
      connectionsCheckingInterval: LOOK,
      maxHeaderSize: MOST_HEAD,
    },
  }) as Server;
  const { connections } = limits;
  const counts = (address: string): boolean => !isNear(address, network?.proxies ?? []);
  boundConnections(server, { most: connections, ofOne: Math.ceil(connections / 20), counts });
  const doors = await openDoors(server, { host, port }).catch((error: NodeJS.ErrnoException) => {
    throw cannotListen(error, host, port);
  });
  return {
    host,
    port: doors.port,
    [Symbol.asyncDispose]: async () => {
      const deadline = setTimeout(() => server.closeAllConnections(), DRAIN);
      await doors.close();
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
