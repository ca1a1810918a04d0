import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";

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
  /** Connects to each of them, and counts how many noticed; then forgets that. */
  wake(): Promise<number>;
  /** Resolves once somebody connects. */
  song(): Promise<void>;
}

/** Servers that only notice that somebody connects; `PLACES` must be addresses of this machine. */
export async function startCanaries(): Promise<Canaries> {
  const hits: string[] = [];
  let sing = (): void => {};
  const servers: Server[] = [];
  for (const host of PLACES)
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
      await Promise.all(PLACES.flatMap((host) => PORTS.map((port) => touch(host, port))));
      return hits.splice(0).length;
    },
    song: () => new Promise((resolve) => (sing = resolve)),
    [Symbol.asyncDispose]: async () => {
      for (const server of servers) server.close();
    },
  };
}

async function touch(host: string, port: number): Promise<void> {
  const socket = connect({ host, port });
  await once(
    socket.on("error", () => {}),
    "close",
  );
}
