import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { discal, freePort, serveProgram, temporaryFolder } from "../support/program.ts";

/** A node that runs as its operator would run it, and the sites that it follows. */
export interface Town extends AsyncDisposable {
  /** Of the node: `http://127.0.0.1:…`. */
  readonly url: string;
  readonly folder: string;
  /** What a site shows from now on. */
  show(site: string, calendar: string): void;
  /** What a command answers to `--json`; throws where it fails. */
  ask<T>(...command: readonly string[]): Promise<T>;
  /** A command's plain output; throws where it fails. */
  run(...command: readonly string[]): Promise<string>;
}

/** Starts the real program over sites that a server on this machine shows; an empty one is not there. */
export async function openTown(
  sites: Readonly<Record<string, string>>,
  { timezone }: { readonly timezone: string },
): Promise<Town> {
  await using scope = new AsyncDisposableStack();
  const folder = scope.use(temporaryFolder());
  const calendars = new Map(Object.entries(sites));
  const server = createServer((request, response) => {
    const calendar = calendars.get(decodeURIComponent(request.url ?? "").slice(1, -".ics".length));
    response.writeHead(calendar ? 200 : 404, { "content-type": "text/calendar" }).end(calendar);
  }).listen(0, "127.0.0.1");
  scope.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, "listening");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const siteLines = [...calendars.keys()].map(
    (name) => `  - { url: "${siteUrl(server.address(), name)}", name: "${name}" }`,
  );
  const settings = [
    `node: { name: "Town, and around", url: "${url}", listen: "127.0.0.1:${port}", timezone: "${timezone}" }`,
    "network: { allow: [127.0.0.0/8] }",
    "sites:",
    ...siteLines,
  ];
  writeFileSync(join(folder.path, "peers.yaml"), `${settings.join("\n")}\n`);
  const here = { cwd: folder.path };
  const run = async (...command: readonly string[]): Promise<string> => {
    const { code, out, err } = await discal(command, here);
    if (code !== 0) throw new Error(`discal ${command.join(" ")} ended with ${code}: ${err}${out}`);
    return out;
  };
  // It fails in part where a site does: whether all is there is for the tests to say.
  await discal(["poll"], here);
  scope.use(await serveProgram([], here));
  const held = scope.move();
  return {
    url,
    folder: folder.path,
    show: (site, calendar) => void calendars.set(site, calendar),
    ask: async (...command) => JSON.parse(await run(...command, "--json")),
    run,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

function siteUrl(address: AddressInfo | string | null, name: string): string {
  return `http://127.0.0.1:${(address as AddressInfo).port}/${encodeURIComponent(name)}.ics`;
}
