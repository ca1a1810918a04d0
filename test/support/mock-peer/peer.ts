import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createKey } from "./keys.ts";
import { type Asked, createNode, type MockNode } from "./node.ts";
import { answer } from "./routes.ts";

/** Takes a request in the place of the well-behaved answer; gives false where it leaves it to that. */
export type Instead = (asked: Asked, response: ServerResponse) => boolean | Promise<boolean>;

/** A peer on loopback that speaks `discal/1` by PROTOCOL.md alone. */
export interface MockPeer extends MockNode, AsyncDisposable {
  readonly port: number;
  /** All that it was asked, in order. */
  readonly asked: readonly Asked[];
  /** Misbehaves from now on; null: behaves again. */
  misbehave(instead: Instead | null): void;
}

export async function startMockPeer(port = 0): Promise<MockPeer> {
  let instead: Instead | null = null;
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const bound = (server.address() as { port: number }).port;
  const origin = `http://127.0.0.1:${bound}`;
  const node = createNode(origin, await createKey(origin));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url = "", headers } = request;
    const one: Asked = { method, target: url, headers, body: Buffer.concat(chunks) };
    asked.push(one);
    if ((await instead?.(one, response)) === true) return;
    const { status, headers: own = {}, body = "" } = (await answer(node, one)) ?? { status: 404 };
    response.writeHead(status, own).end(body);
  }

  return Object.assign(node, {
    port: bound,
    asked,
    misbehave: (next: Instead | null) => void (instead = next),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
}
