import { createServer } from "node:http";
import { connect } from "node:net";
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { openDoors } from "../../../src/serve/doors.ts";
import { against } from "../../support/threat.ts";

const HERE = { host: "127.0.0.1", port: 0 };
const MANY = 64;

it.runIf(process.platform === "linux")(
  "Many who come at once are let in within a few turns of the event loop",
  against("load", "strangers connect without end", "several connections are accepted of each turn"),
  async ({ task }) => {
    const server = createServer();
    let accepted = 0;
    server.on("connection", () => (accepted += 1));
    const doors = await openDoors(server, HERE);
    const callers = Array.from({ length: MANY }, () => connect(doors.port, HERE.host).on("error", () => {}));
    const areIn = () => accepted === MANY;
    let turns = 0;
    for (; !areIn() && turns < 10 * MANY; turns += 1) await setImmediate();
    for (const caller of callers) caller.destroy();
    await doors.close();
    expect(turns).toBeLessThan(MANY / 2);
    task.meta.figure = `${MANY} connections in ${turns} turns`;
  },
);

it("A port at which another one listens is in use, also for who would share it", async () => {
  const doors = await openDoors(createServer(), HERE);
  const again = openDoors(createServer(), { ...HERE, port: doors.port });
  await expect(again).rejects.toMatchObject({ code: "EADDRINUSE" });
  await doors.close();
});

it("Requests through every door are answered, and closing waits for them", async () => {
  const held: (() => void)[] = [];
  const server = createServer((_, response) => void held.push(() => response.end("done")));
  const doors = await openDoors(server, HERE);
  const asked = Array.from({ length: MANY }, async () => {
    const answer = await fetch(`http://127.0.0.1:${doors.port}/`, { headers: { connection: "close" } });
    return answer.text();
  });
  while (held.length < MANY) await setImmediate();
  let isClosed = false;
  const closing = doors.close().then(() => (isClosed = true));
  await setImmediate();
  expect(isClosed).toBe(false);
  for (const answer of held) answer();
  expect(new Set(await Promise.all(asked))).toEqual(new Set(["done"]));
  await closing;
});
