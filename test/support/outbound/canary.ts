import { once } from "node:events";
import { connect, createServer, isIPv4, type Server } from "node:net";
import { networkInterfaces } from "node:os";

/** What a node must never connect to, on the ports of what usually stands there. */
const PLACES = [
  "127.0.0.1",
  "::1",
  "10.77.0.1",
  "169.254.169.254",
  "fd00:ec2::254",
  "127.0.0.2",
  "192.168.0.1",
];
const PORTS = [25, 80, 443, 465, 587, 4433, 8080];

export interface Canaries extends AsyncDisposable {
  /** Who was connected to, as `address:port`, since they were last seen to be alive. */
  readonly hits: readonly string[];
  /** Connects to each of them, and counts which of them noticed; then forgets that. */
  wake(): Promise<{ readonly asked: number; readonly noticed: number }>;
  /** Resolves once somebody connects. */
  song(): Promise<void>;
}

/** Servers that only notice that somebody connects; `PLACES` of IPv4 must be addresses of this machine. */
export async function startCanaries(): Promise<Canaries> {
  const hits: string[] = [];
  let sing = (): void => {};
  const servers: Server[] = [];
  const places = PLACES.filter(isHere);
  for (const host of places)
    for (const port of PORTS) {
      const server = createServer((socket) => {
        hits.push(`${host}:${port}`);
        sing();
        socket.on("error", () => {}).destroy();
      }).listen({ host, port });
      await once(server, "listening");
      servers.push(server);
    }
  return {
    hits,
    wake: async () => {
      await Promise.all(places.flatMap((host) => PORTS.map((port) => touch(host, port))));
      return { asked: servers.length, noticed: new Set(hits.splice(0)).size };
    },
    song: () => new Promise((resolve) => (sing = resolve)),
    [Symbol.asyncDispose]: async () => {
      for (const server of servers) server.close();
    },
  };
}

/** Some machines have no IPv6. */
function isHere(host: string): boolean {
  if (isIPv4(host)) return true;
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return addresses.some(({ address }) => address === host);
}

async function touch(host: string, port: number): Promise<void> {
  const socket = connect({ host, port });
  await once(
    socket.on("error", () => {}),
    "close",
  );
}
