import type { Server } from "node:http";
import type { Socket } from "node:net";
import { addressOf } from "../config/ranges.ts";
import { headcount } from "../exchange/headcount.ts";
import { callerKey } from "./caller.ts";

/** How many connections may be open at once. */
export interface ConnectionBounds {
  readonly most: number;
  /** Of one address (an IPv6 network of 64 bits) that `counts`. */
  readonly ofOne: number;
  readonly counts: (address: string) => boolean;
}

/**
 * Holds a server to so many connections. Where all are taken, the one that has waited longest without a request makes room
 * for a new one: who sends a byte a minute keeps nobody out. Where each has a request under way, a new one gets 503; where
 * its address has too many, 429.
 */
export function boundConnections(server: Server, { most, ofOne, counts }: ConnectionBounds): void {
  /** Those that wait for a request, in the order in which they began to. */
  const waiting = new Set<Socket>();
  const working = new Set<Socket>();
  const open = headcount();

  server.on("connection", (socket: Socket) => {
    const address = addressOf(socket.remoteAddress ?? "");
    const caller = address !== null && counts(address) ? callerKey(address) : null;
    if (caller !== null && open.of(caller) >= ofOne) return refuse(socket, "429 Too Many Requests");
    if (waiting.size + working.size >= most) {
      const [oldest] = waiting;
      if (oldest === undefined) return refuse(socket, "503 Service Unavailable");
      waiting.delete(oldest);
      oldest.destroy();
    }
    waiting.add(socket);
    if (caller !== null) open.add(caller);
    socket.once("close", () => {
      waiting.delete(socket);
      working.delete(socket);
      if (caller !== null) open.remove(caller);
    });
  });

  server.on("request", ({ socket }, response) => {
    waiting.delete(socket);
    working.add(socket);
    response.once("close", () => {
      if (working.delete(socket) && !socket.destroyed) waiting.add(socket);
    });
  });
}

/** Without any work for it: nothing of what it sends is read. */
function refuse(socket: Socket, status: string): void {
  socket.on("error", () => {});
  socket.end(`HTTP/1.1 ${status}\r\nRetry-After: 10\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.destroySoon();
}
