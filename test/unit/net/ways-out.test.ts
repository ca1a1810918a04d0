import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { waysOut } from "../../support/outbound/ways-out.ts";
import { against } from "../../support/threat.ts";

const root = join(import.meta.dirname, "..", "..", "..");
/** The child that reads what is large or hostile, what is required for its size, and the doors that others come in by. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  "src/workshop/child-process.ts": ["node:child_process fork"],
  "src/serve/doors.ts": ["node:net createServer"],
  "schema/drizzle.ts": ["node:module createRequire", "createRequire"],
};

test(
  "nothing leaves a node but through net/",
  against(
    "outbound",
    "some part of the program asks the network by itself",
    "no other client can be imported",
  ),
  ({ task }) => {
    const files = ["src", "schema"].flatMap((room) =>
      readdirSync(join(root, room), { recursive: true, encoding: "utf8" }).map((path) => `${room}/${path}`),
    );
    const code = files.filter((path) => path.endsWith(".ts") && !path.startsWith("src/net/"));
    const strays = code.flatMap((path) =>
      waysOut(path, readFileSync(join(root, path), "utf8"))
        .filter((way) => KNOWN[path]?.includes(way) !== true)
        .map((way) => `${path}: ${way}`),
    );
    expect(strays).toEqual([]);
    task.meta.figure = `${code.length} files, ${strays.length} other clients`;
  },
);

test.each([
  ['import { connect } from "node:net";', ["node:net connect"]],
  ['import {\n  isIP,\n  connect as open,\n} from "net";', ["net connect"]],
  ['import * as dns from "node:dns/promises";', ["node:dns/promises *"]],
  ['import http from "node:http";', ["node:http *"]],
  ['import "undici";', ["undici "]],
  ['export { request } from "undici";', ["undici request"]],
  ['const { request } = await import("node:https");', ["node:https *"]],
  ["const name = await import(`node:${what}`);", ["node:${what} *"]],
  ['await fetch("https://a.example/");', ["fetch"]],
  ["await globalThis.fetch(url);", ["fetch"]],
  ["const socket = new WebSocket(url);", ["WebSocket"]],
  ["new EventSource(url);", ["EventSource"]],
  ['process.getBuiltinModule("net");', ["getBuiltinModule"]],
  ['import { isIP } from "node:net";', []],
  ['import type { Socket } from "node:net";', []],
  ['import { type Socket, isIPv6 } from "node:net";', []],
  ["const answer = await app.fetch(request);", []],
  ["// fetch(url)\nconst text = 'fetch(url)';", []],
])("in %j is found what leads out", (text, ways) => {
  expect(waysOut("x.ts", text)).toEqual(ways);
});
