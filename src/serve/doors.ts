import { once } from "node:events";
import { type AddressInfo, createServer, type ListenOptions, type Server, type Socket } from "node:net";

/** Where connections come in to a server. */
export interface Doors {
  /** The port that was got, also where 0 was asked for. */
  readonly port: number;
  /** Lets nobody in any more; resolves when those who are in have gone. */
  close(): Promise<void>;
}

/**
 * Of each turn of the event loop every listening socket accepts one connection, and no more: at a single door, whoever comes
 * waits for as many turns as others have come before. So there are several on one port; Linux spreads connections over them.
 */
const DOORS = process.platform === "linux" ? 8 : 1;
/** Connections that may wait to be accepted, at each: who finds no room asks again only after seconds. */
const WAITING = 4096;

/** Opens the server itself, and doors beside it. Throws as `listen` does, `EADDRINUSE` also where another program shares its port. */
export async function openDoors(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Doors> {
  const reusePort = DOORS > 1;
  if (reusePort && port !== 0) await requireFree(host, port);
  await opened(server, { host, port, reusePort });
  const got = (server.address() as AddressInfo).port;
  const others = Array.from({ length: DOORS - 1 }, () =>
    createServer({ allowHalfOpen: true, noDelay: true }, (socket: Socket) =>
      server.emit("connection", socket),
    ),
  );
  for (const door of others) await opened(door, { host, port: got, reusePort });
  return { port: got, close: async () => void (await Promise.all([server, ...others].map(closed))) };
}

/** A second program of the same user could open doors on the same port, and take half of what comes. */
async function requireFree(host: string, port: number): Promise<void> {
  const alone = createServer();
  await opened(alone, { host, port });
  await closed(alone);
}

async function opened(door: Server, at: ListenOptions): Promise<void> {
  door.listen({ ...at, backlog: WAITING });
  await once(door, "listening");
}

function closed(door: Server): Promise<unknown> {
  return new Promise((resolve) => door.close(resolve));
}
