import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Server as NetServer } from "node:net";
import { onTestFinished } from "vitest";
import { certificate, privateKey } from "./certificate.ts";

/** A server on a free port of 127.0.0.1 that ends with the test; gives the port. */
export async function serve(listener: RequestListener): Promise<number> {
  return listen(createServer(listener));
}

/** The same over TLS, with the certificate of feeds.example. */
export async function serveSecurely(listener: RequestListener): Promise<number> {
  return listen(createSecureServer({ cert: certificate, key: privateKey }, listener));
}

export async function listen(
  server: NetServer & Partial<Pick<Server, "closeAllConnections">>,
  at: { readonly port: number; readonly host: string } = { port: 0, host: "127.0.0.1" },
): Promise<number> {
  await new Promise<void>((resolve) => server.listen(at, resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections?.();
  });
  return (server.address() as AddressInfo).port;
}
