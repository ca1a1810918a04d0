import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { get, local, refusal } from "./ask.ts";
import { listen } from "./server.ts";

describe("failures are told so that a person understands", () => {
  test("nothing listens on the port", async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const error = await refusal(local()(get(`http://127.0.0.1:${port}/`)));
    expect(error.problem).toBe("unreachable");
    expect(error.message).toMatch(/connection refused/);
  });

  test.each([
    ["no answer at all", () => {}],
    [
      "an answer that stops half way",
      (socket: { write(text: string): void }) =>
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"),
    ],
  ])("%s within the time limit", async (_, answer) => {
    const port = await listen(
      createServer((socket) => {
        socket.on("error", () => {});
        socket.once("data", () => answer(socket));
      }),
    );
    const error = await refusal(local()(get(`http://127.0.0.1:${port}/`, { timeout: 200 })));
    expect(error).toMatchObject({ problem: "unreachable" });
    expect(error.message).toMatch(/no complete answer within 0\.2 s/);
  });

  test.each([
    ["a connection that breaks off", "", /broke off/],
    ["an answer that is no HTTP", "SSH-2.0-OpenSSH\r\n\r\n", /not HTTP/],
    [
      "headers without end",
      `HTTP/1.1 200 OK\r\n${"x-a: aaaaaaaaaaaaaaaa\r\n".repeat(2000)}`,
      /headers .* too long/,
    ],
    ["less than was announced", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc", /broke off/],
  ])("%s", async (_, answer, reason) => {
    const port = await listen(
      createServer((socket) => {
        socket.on("error", () => {});
        socket.once("data", () => socket.end(answer));
      }),
    );
    const error = await refusal(local()(get(`http://127.0.0.1:${port}/`)));
    expect(error.problem).toBe("unreachable");
    expect(error.message).toMatch(reason);
  });
});
