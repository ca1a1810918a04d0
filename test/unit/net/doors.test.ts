import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DOORS, PASSAGES } from "../../support/outbound/doors.ts";
import { sendersIn } from "../../support/outbound/sends.ts";
import { against } from "../../support/threat.ts";

const SRC = join(import.meta.dirname, "..", "..", "..", "src");
/** The network itself, and a room whose messages go to its own child. */
const ELSEWHERE = /^(net|workshop)\//;

test(
  "every call of the network stands behind a door that the canaries know",
  against("outbound", "a new door for URLs is built, and nobody tries it", "every call has a row in a table"),
  ({ task }) => {
    const files = readdirSync(SRC, { recursive: true, encoding: "utf8" });
    const calls = files
      .filter((path) => path.endsWith(".ts") && !ELSEWHERE.test(path))
      .flatMap((path) =>
        sendersIn(path, readFileSync(join(SRC, path), "utf8")).map((name) => `${path}#${name}`),
      );
    const rows = new Set<string>([...Object.values(DOORS).flat(), ...PASSAGES]);
    expect(calls.toSorted()).toEqual([...rows].toSorted());
    task.meta.figure = `${Object.keys(DOORS).length} doors, ${calls.length} calls`;
  },
);

test.each([
  ["function ask() { return send(request); }", ["ask"]],
  ["const ask = async () => { await node.send(request); };", ["ask"]],
  ["export const run = () => all.map(async (one) => sendForOk(node.send, one));", ["run"]],
  ["const hand = { send: () => 1 };", []],
])("a call is found in %s", (text, names) => {
  expect(sendersIn("x.ts", text)).toEqual(names);
});
