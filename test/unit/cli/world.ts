import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createProgram, runProgram } from "../../../src/cli/program.ts";
import type { Shell } from "../../../src/cli/shell.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { DomainError } from "../../../src/core/model/domain-error.ts";
import { createNode } from "../../../src/node.ts";
import { createVault } from "../../../src/wire/vault.ts";
import { createCheapSigner, createCheapVerifier } from "../../support/cheap-signer.ts";

/** How one call of `discal` went. */
export interface Call {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder in which commands run, with plain feeds instead of a network. */
export interface World {
  readonly folder: string;
  write(name: string, text: string): void;
  read(name: string): string;
  /** What a URL answers from now on; hosts of no URL are unreachable. */
  readonly feeds: Map<string, string>;
  discal(...args: readonly string[]): Promise<Call>;
}

/** Where tests stand in time: noon of 21 November 2026 in Berlin. */
const now = Date.UTC(2026, 10, 21, 11);

/** Makes a world that ends with the test; `answers` are what a person types, `input` is standard input. */
export function createWorld(
  given: { readonly answers?: readonly string[]; readonly input?: string; readonly columns?: number } = {},
): World {
  const folder = mkdtempSync(join(tmpdir(), "discal-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const feeds = new Map<string, string>();
  let typed = 0;
  const path = (name: string) => join(folder, name);
  const world: World = {
    folder,
    feeds,
    write: (name, text) => writeFileSync(path(name), text),
    read: (name) => readFileSync(path(name), "utf8"),
    discal: async (...args) => {
      const written = { out: "", err: "" };
      const terminal = (stream: keyof typeof written) => ({
        write: (text: string) => void (written[stream] += text),
        isTTY: given.columns !== undefined,
        columns: given.columns ?? 0,
      });
      const shell: Shell = {
        cwd: folder,
        out: terminal("out"),
        err: terminal("err"),
        clock: () => now,
        stdin: async () => new TextEncoder().encode(given.input ?? ""),
        ask: given.answers === undefined ? null : async () => given.answers?.[typed++] ?? "",
        pause: async () => {},
        readConfig: (file) => loadConfig({ file, env: {}, cwd: folder, read: readIfThere }),
        openNode: (config) =>
          createNode({
            // Beside the configuration, where the folder is known to be there.
            config: { ...config, node: { ...config.node, data: folder } },
            clock: () => now,
            random: (length) => crypto.getRandomValues(new Uint8Array(length)),
            send: async ({ url }) => answer(url, feeds),
            signer: createCheapSigner("a"),
            verifier: createCheapVerifier(),
            vault: createVault(new Uint8Array(32)),
            log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
            version: "1.2.3",
          }),
      };
      const code = await runProgram(createProgram(shell, "1.2.3"), args, shell);
      return { code, ...written };
    },
  };
  return world;
}

/** A host that shows a feed has nothing else; no other host is there. */
function answer(url: string, feeds: ReadonlyMap<string, string>) {
  const { host } = new URL(url);
  const isThere = [...feeds.keys()].some((feed) => new URL(feed).host === host);
  if (!isThere) throw new DomainError("unreachable", `${host}: nobody is there`);
  const text = feeds.get(url);
  const body = new TextEncoder().encode(text ?? "");
  return { status: text === undefined ? 404 : 200, headers: {}, body, url, movedTo: url };
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
