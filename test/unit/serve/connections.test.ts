import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { boundConnections } from "../../../src/serve/connections.ts";
import { against } from "../../support/threat.ts";

const HEAD = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";
const open: { close(): void }[] = [];

afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

/** A server that answers when it is let, and how to come to it. */
async function served(bounds: { readonly most: number; readonly ofOne: number; readonly counts: boolean }) {
  const held: ServerResponse[] = [];
  const server = createServer((_, response) => void held.push(response));
  const arrived: Socket[] = [];
  server.on("connection", (socket) => void arrived.push(socket));
  boundConnections(server, { ...bounds, counts: () => bounds.counts });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push({ close: () => (server.closeAllConnections(), server.close()) });
  const { port } = server.address() as AddressInfo;
  const dial = async (): Promise<Socket> => {
    const arrived = once(server, "connection");
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    open.push({ close: () => socket.destroy() });
    await once(socket, "connect");
    await arrived;
    return socket;
  };
  return { held, arrived, dial, server };
}

describe("connections to a node", () => {
  it(
    "that say nothing make room, the oldest first, for one that asks",
    against(
      "load",
      "1,000 connections send a byte a minute",
      "2,000 connections, of which the longest idle makes room",
    ),
    async () => {
      const { held, dial, server } = await served({ most: 2, ofOne: 99, counts: false });
      const [oldest, newer] = [await dial(), await dial()];
      oldest.write("GET / HT");
      const closed = new Promise((resolve) => oldest.once("close", resolve));
      const asking = await dial();
      await closed;
      const asked = once(server, "request");
      asking.write(HEAD);
      await asked;
      expect([newer.destroyed, held.length]).toEqual([false, 1]);
    },
  );

  it(
    "are refused by 503 where each of the others has a request under way",
    against("load", "more connections ask than can be answered", "503 with Retry-After, nothing read"),
    async () => {
      const { held, dial, server } = await served({ most: 1, ofOne: 99, counts: false });
      const asked = once(server, "request");
      const first = await dial();
      first.write(HEAD);
      await asked;
      expect(await text(await dial())).toMatch(/^HTTP\/1.1 503 [^]*\r\nRetry-After: 10\r\n/);
      // Answered, it makes room again.
      const answered = once(first, "data");
      held[0]?.end("done");
      await answered;
      const again = once(server, "request");
      (await dial()).write(HEAD);
      await again;
      expect(held).toHaveLength(2);
    },
  );

  it(
    "are refused by 429 where their address has too many, until some of them end",
    against(
      "load",
      "one address opens connections without end",
      "a twentieth of all, then 429 with Retry-After",
    ),
    async () => {
      const { arrived, dial, server } = await served({ most: 99, ofOne: 2, counts: true });
      const [first] = [await dial(), await dial()];
      expect(await text(await dial())).toMatch(/^HTTP\/1.1 429 [^]*\r\nRetry-After: 10\r\n/);
      const [there] = arrived;
      if (there === undefined) throw new Error("nobody came");
      first?.destroy();
      await once(there, "close");
      const asked = once(server, "request");
      (await dial()).write(HEAD);
      await asked;
    },
  );
});
