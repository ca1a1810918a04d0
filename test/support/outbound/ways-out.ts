import { parseSync } from "oxc-parser";

/** Modules by which something can leave the process. Their types open no socket, and `isIP` only reads. */
const MODULES =
  /^((node:)?(net|http|https|http2|tls|dgram|dns|quic|inspector|cluster|child_process|worker_threads|vm|module)(\/.*)?|undici|nodemailer|ws|got|axios|node-fetch|eventsource)$/;
const HARMLESS: ReadonlySet<string> = new Set(["isIP", "isIPv4", "isIPv6", "getCompileCacheDir"]);
/** What a runtime has without any import. */
const GLOBALS =
  /^(fetch|WebSocket|WebSocketStream|EventSource|XMLHttpRequest|WebTransport|sendBeacon|getBuiltinModule|createRequire)$/;

type Syntax = { readonly type: string } & Readonly<Record<string, unknown>>;

/** By what a file could reach the network by itself, as it is written there: `node:net connect`, `fetch`. */
export function waysOut(path: string, text: string): readonly string[] {
  const { module, program } = parseSync(path, text);
  const fromModules = [
    ...module.staticImports.flatMap(({ moduleRequest, entries }) =>
      entries.length === 0
        ? [{ from: moduleRequest.value, name: "" }]
        : entries
            .filter(({ isType }) => !isType)
            .map(({ importName }) => ({ from: moduleRequest.value, name: importName.name ?? "*" })),
    ),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, importName, isType }) =>
        moduleRequest === null || isType ? [] : [{ from: moduleRequest.value, name: importName.name ?? "*" }],
      ),
    ),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => ({
      from: text.slice(start, end).replaceAll(/^['"`]|['"`]$/g, ""),
      name: "*",
    })),
  ];
  return [
    ...fromModules
      .filter(({ from, name }) => isWayOut(from) && !HARMLESS.has(name))
      .map(({ from, name }) => `${from} ${name}`),
    ...globalsIn(program.body),
  ];
}

/** A module whose name is only known at run time may be any. */
function isWayOut(from: string): boolean {
  return MODULES.test(from) || !/^[\w@./:-]+$/.test(from);
}

function globalsIn(node: unknown, found: string[] = []): readonly string[] {
  if (Array.isArray(node)) for (const each of node) globalsIn(each, found);
  else if (node !== null && typeof node === "object" && "type" in node) {
    const { type, ...parts } = node as Syntax;
    const called = type === "CallExpression" || type === "NewExpression" ? nameOf(parts["callee"]) : "";
    if (GLOBALS.test(called)) found.push(called);
    for (const part of Object.values(parts)) globalsIn(part, found);
  }
  return found;
}

/** `fetch` of `fetch(…)`, and of `globalThis.fetch(…)`; a method of anything else is its own. */
function nameOf(callee: unknown): string {
  const { type, name, object, property } = callee as Syntax;
  if (type === "Identifier") return String(name);
  if (type !== "MemberExpression") return "";
  return /^(globalThis|global|self|window|navigator|process)$/.test(nameOf(object)) ? nameOf(property) : "";
}
