import { createServer, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSend } from "../../../src/net/client.ts";
import { against } from "../../support/threat.ts";
import { allow, get, local, refusal } from "./ask.ts";
import { listen, serve } from "./server.ts";

/** A server that does with each connection what a test says, once something was asked; gives its URL. */
async function rawServer(answer: (socket: Socket, nth: number) => void): Promise<string> {
  let nth = 0;
  const port = await listen(
    createServer((socket) => {
      onTestFinished(() => void socket.destroy());
      socket.on("error", () => {});
      socket.on("data", () => answer(socket, (nth += 1)));
    }),
  );
  return `http://127.0.0.1:${port}/`;
}

/** Says one thing over and over, as fast as it is taken, or slowly. */
function over(head: string, piece: string, every: number | null = null) {
  return (socket: Socket): void => {
    socket.write(head);
    const write = () => {
      while (!socket.destroyed && socket.write(piece));
    };
    if (every === null) {
      socket.on("drain", write);
      write();
    } else {
      const timer = setInterval(() => void socket.write(piece), every);
      socket.on("close", () => clearInterval(timer));
    }
  };
}

const OK = "HTTP/1.1 200 OK\r\n";
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`;
const MIB = 1024 * 1024;

describe("a server without end", () => {
  const kilo = "x".repeat(1024);
  const endless: readonly (readonly [string, (socket: Socket) => void])[] = [
    ["gives one byte now and then", over(`${OK}content-length: 1000\r\n\r\n`, "x", 20)],
    ["gives one byte of a header now and then", over(`${OK}x-slow: `, "x", 20)],
    ["gives one chunk of one byte now and then", over(CHUNKED, "1\r\nx\r\n", 20)],
    ["gives one header line", over(`${OK}x-long: `, kilo)],
    ["gives headers", over(OK, `x-many: ${kilo}\r\n`)],
    ["says only that it goes on", over("", "HTTP/1.1 100 Continue\r\n\r\n")],
    ["gives hints", over("", `HTTP/1.1 103 Early Hints\r\nlink: <${kilo}>\r\n\r\n`)],
    ["gives one chunk's extension", over(`${CHUNKED}1;`, kilo)],
    ["gives trailers", over(`${CHUNKED}0\r\n`, `x-many: ${kilo}\r\n`)],
    ["gives chunks of one byte", over(CHUNKED, "1\r\nx\r\n".repeat(200))],
    ["gives spaces before its answer", over("", "\r\n".repeat(500))],
  ];

  test.each(endless)(
    "that %s is left within the time limit, and costs no memory",
    against(
      "outbound",
      "a server answers for ever, or one byte at a time",
      "one time limit for the whole, caps for each part",
    ),
    async (_, answer) => {
      const url = await rawServer((socket, nth) => {
        if (nth === 1) answer(socket);
      });
      const before = process.memoryUsage().rss;
      const error = await refusal(local()(get(url, { timeout: 500 })));
      expect(["unreachable", "too-large"]).toContain(error.problem);
      expect(process.memoryUsage().rss - before).toBeLessThan(100 * MIB);
    },
  );

  test(
    "whose name is never looked up to the end is left within the time limit",
    against("network", "DNS hangs", "one time limit holds for look-up, connection and answer"),
    async () => {
      const send = createSend({ allow, lookup: () => new Promise(() => {}) });
      const error = await refusal(send(get("https://feeds.example/", { timeout: 200 })));
      expect(error.message).toMatch(/no complete answer within 0\.2 s/);
    },
  );

  test(
    "whose name cannot be looked up is told so, to be tried again",
    against("network", "DNS fails", "a plain reason; polls and pushes are tried again later"),
    async () => {
      const failing = Object.assign(new Error("queryA ESERVFAIL"), { code: "ESERVFAIL" });
      const send = createSend({ allow, lookup: () => Promise.reject(failing) });
      expect(await refusal(send(get("https://feeds.example/")))).toMatchObject({ problem: "unreachable" });
    },
  );

  test("that never shakes hands is left within the time limit", async () => {
    const url = await rawServer(() => {});
    const error = await refusal(local()(get(url.replace("http:", "https:"), { timeout: 200 })));
    expect(error.message).toMatch(/no complete answer within 0\.2 s/);
  });
});

describe("an answer that can be read in two ways", () => {
  test.each([
    ["two lengths", `${OK}content-length: 2\r\ncontent-length: 4\r\n\r\nabcd`],
    ["a list of lengths", `${OK}content-length: 2, 4\r\n\r\nabcd`],
    [
      "a length and chunks",
      `${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`,
    ],
    ["a length with a sign", `${OK}content-length: +2\r\n\r\nab`],
    ["a length below nothing", `${OK}content-length: -2\r\n\r\nab`],
    ["a length beyond all numbers", `${OK}content-length: 99999999999999999999\r\n\r\nab`],
    ["a chunk beyond all numbers", `${CHUNKED}fffffffffffffffff\r\nab`],
    ["a chunk that is none", `${CHUNKED}0x2\r\nab\r\n0\r\n\r\n`],
    ["a space before the colon", `${OK}content-length : 2\r\n\r\nab`],
    ["a line that goes on", `${OK}x-a: b\r\n c\r\ncontent-length: 2\r\n\r\nab`],
    ["a NUL", `${OK}x-a: b\0c\r\ncontent-length: 2\r\n\r\nab`],
    ["a lone CR", `${OK}x-a: b\rcontent-length: 9\r\ncontent-length: 2\r\n\r\nab`],
    ["a status of two digits", `HTTP/1.1 20 OK\r\ncontent-length: 2\r\n\r\nab`],
    ["another version", `HTTP/3.7 200 OK\r\ncontent-length: 2\r\n\r\nab`],
    ["no version", "<html>"],
    [
      "another protocol",
      "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
    ],
  ])(
    "by %s is refused",
    against("outbound", "an answer can be read in two ways", "only HTTP/1.1 as RFC 9112 has it"),
    async (_, answer) => {
      const url = await rawServer((socket) => socket.end(answer));
      expect((await refusal(local()(get(url)))).problem).toBe("unreachable");
    },
  );

  test(
    "because more comes after it is no answer to what is asked next",
    against("outbound", "a server says more than it was asked", "what nobody asked for ends the connection"),
    async () => {
      const url = await rawServer((socket, nth) => {
        const more = nth === 1 ? `${OK}content-length: 4\r\n\r\nevil` : "";
        socket.write(`${OK}content-length: 4\r\n\r\nno ${nth}${more}`);
      });
      const send = local();
      for (const expected of ["no 1", "no 2", "no 3"])
        expect(Buffer.from((await send(get(url))).body).toString()).toBe(expected);
    },
  );

  test("whose length is a lie ends where it says", async () => {
    const url = await rawServer((socket) => socket.end(`${OK}content-length: 2\r\n\r\nabcdef`));
    const said = await local()(get(url)).then(
      ({ body }) => Buffer.from(body).toString(),
      () => "ab",
    );
    expect(said).toBe("ab");
  });
});

describe("what is asked", () => {
  test.each(["a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\0b"])(
    "holds no line but its own: %j",
    against(
      "outbound",
      "what a site said before adds a line to a request",
      "values with controls are refused",
    ),
    async (value) => {
      let evil = false;
      const port = await serve((request, response) => {
        evil ||= "x-evil" in request.headers;
        response.end();
      });
      const headers = { "if-none-match": value };
      await local()(get(`http://127.0.0.1:${port}/`, { headers })).catch(() => {});
      await local()(get(`http://127.0.0.1:${port}/${encodeURI(value)}`)).catch(() => {});
      expect(evil).toBe(false);
    },
  );

  test("may say again what a site calls its version, whatever its letters", async () => {
    const seen: (string | undefined)[] = [];
    const port = await serve((request, response) => {
      seen.push(request.headers["if-none-match"]);
      response.writeHead(200, { etag: Buffer.from('"é✓"').toString("latin1") }).end();
    });
    const send = local();
    const { headers } = await send(get(`http://127.0.0.1:${port}/`));
    await send(get(`http://127.0.0.1:${port}/`, { headers: { "if-none-match": headers["etag"] ?? "" } }));
    expect(Buffer.from(seen[1] ?? "", "latin1").toString()).toBe('"é✓"');
  });
});
