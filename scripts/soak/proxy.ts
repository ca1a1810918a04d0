import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import type { Fault } from "./faults.ts";

/** A node's public address, behind which connections fare as they are told to. */
export interface FaultProxy extends AsyncDisposable {
  readonly port: number;
  /** How many connections fared how. */
  readonly fared: ReadonlyMap<Fault["kind"], number>;
}

/** Stands before `target` on a free port of this machine; `draw` decides the fate of each connection. */
export async function openProxy(target: number, draw: () => Fault): Promise<FaultProxy> {
  const open = new Set<Socket>();
  const fared = new Map<Fault["kind"], number>();
  const server = createServer((client) => {
    const fault = draw();
    fared.set(fault.kind, (fared.get(fault.kind) ?? 0) + 1);
    keep(open, client);
    if (fault.kind === "refused") client.resetAndDestroy();
    else if (fault.kind === "black-hole") client.resume();
    else carry(client, keep(open, connect(target, "127.0.0.1")), fault);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    fared,
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, "close");
    },
  };
}

function carry(client: Socket, node: Socket, fault: Fault): void {
  const end = (): void => {
    client.destroy();
    node.destroy();
  };
  client.on("close", end);
  node.on("close", end);
  client.pipe(node);
  if (fault.kind === "latency") node.pipe(slow(fault.wait)).pipe(client);
  else if (fault.kind === "trickle") node.pipe(trickle()).pipe(client);
  else if (fault.kind === "reset" || fault.kind === "truncated") cutAfter(fault, node, client);
  else node.pipe(client);
}

function cutAfter(fault: Extract<Fault, { after: number }>, node: Socket, client: Socket): void {
  let said = 0;
  node.on("data", (chunk: Buffer) => {
    client.write(chunk.subarray(0, Math.max(0, fault.after - said)));
    said += chunk.byteLength;
    if (said < fault.after) return;
    if (fault.kind === "reset") client.resetAndDestroy();
    else client.end();
  });
}

function trickle(): Duplex {
  return Duplex.from(async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      for (const octet of chunk) {
        yield Buffer.of(octet);
        await wait(1000);
      }
    }
  }).on("error", () => {});
}

function slow(ms: number): Duplex {
  return Duplex.from(async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      await wait(ms);
      yield chunk;
    }
  }).on("error", () => {});
}

/** A connection that breaks is what this is for. */
function keep(open: Set<Socket>, socket: Socket): Socket {
  open.add(socket);
  return socket.on("error", () => {}).on("close", () => open.delete(socket));
}
