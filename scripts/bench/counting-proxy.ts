import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { pipeline } from "node:stream";

/** A port that passes on what comes, and counts it. */
export interface CountingProxy extends Disposable {
  readonly origin: string;
  /** From now on what comes goes to the server of this origin. */
  lead(to: string): void;
  /** Octets of both directions since it was asked last, with all headers. */
  taken(): number;
}

export async function startCountingProxy(): Promise<CountingProxy> {
  let target = { port: 0, hostname: "" };
  let octets = 0;
  const count = (chunk: Buffer): void => void (octets += chunk.length);
  const sockets = new Set<Socket>();
  const server = createServer((here) => {
    const there = connect(target.port, target.hostname);
    for (const socket of [here, there]) {
      sockets.add(socket.on("data", count).on("close", () => sockets.delete(socket)));
    }
    pipeline(here, there, here, () => {});
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  return {
    origin: `http://127.0.0.1:${port}`,
    lead(to) {
      const { port: at, hostname } = new URL(to);
      target = { port: Number(at), hostname };
    },
    taken() {
      const all = octets;
      octets = 0;
      return all;
    },
    [Symbol.dispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
