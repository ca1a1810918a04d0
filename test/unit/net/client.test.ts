import { createServer } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DomainError } from "../../../src/core/model/domain-error.ts";
import { createSend } from "../../../src/net/client.ts";
import { isClosing, type OutboundRequest, type OutboundResponse, type Send } from "../../../src/net/send.ts";
import { certificate } from "./certificate.ts";
import { listen, serve, serveSecurely } from "./server.ts";

const allow = ["127.0.0.0/8"];
const text = "BEGIN:VCALENDAR\r\n".repeat(500);

function get(url: string, more: Partial<OutboundRequest> = {}): OutboundRequest {
  return {
    url,
    method: "GET",
    headers: {},
    body: null,
    maxBytes: 100_000,
    timeout: 5_000,
    redirects: 3,
    ...more,
  };
}

/** A client to which every name is 127.0.0.1. */
function local(addresses: readonly string[] = ["127.0.0.1"]): Send {
  return createSend({ allow, lookup: async () => addresses });
}

async function refusal(answer: Promise<OutboundResponse>): Promise<DomainError> {
  const error: unknown = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof DomainError) return error;
  throw new Error("no DomainError was thrown", { cause: error });
}

test("an answer comes with status, headers in lower case, and its bytes", async () => {
  const port = await serve((_, response) => {
    response.writeHead(203, { ETag: '"1"', "X-Many": ["a", "b"] });
    response.end(text);
  });
  const url = `http://127.0.0.1:${port}/feed.ics`;
  const answer = await local()(get(url));
  expect(answer).toMatchObject({
    status: 203,
    headers: { etag: '"1"', "x-many": "a, b" },
    url,
    movedTo: url,
  });
  expect(Buffer.from(answer.body).toString()).toBe(text);
});

test("method, headers and body arrive as they were given", async () => {
  const port = await serve((request, response) => {
    request.setEncoding("utf8").on("data", (chunk: string) => {
      response.end(
        JSON.stringify([request.method, request.headers["x-a"], request.headers["user-agent"], chunk]),
      );
    });
  });
  const send = createSend({ allow, userAgent: "Test/1" });
  const answer = await send(
    get(`http://127.0.0.1:${port}/`, { method: "POST", headers: { "x-a": "b" }, body: Buffer.from("body") }),
  );
  expect(JSON.parse(Buffer.from(answer.body).toString())).toEqual(["POST", "b", "Test/1", "body"]);
});

test("connections are kept alive", async () => {
  const sockets = new Set<unknown>();
  const port = await serve((request, response) => {
    sockets.add(request.socket);
    response.end("ok");
  });
  const send = local();
  for (let count = 0; count < 10; count++) await send(get(`http://feeds.example:${port}/`));
  expect(sockets.size).toBeLessThanOrEqual(2);
});

describe("names", () => {
  test("a name that resolves to a forbidden address is refused, and nothing connects", async () => {
    let asked = 0;
    const port = await serve((_, response) => {
      asked++;
      response.end();
    });
    const send = createSend({ allow: [], lookup: async () => ["127.0.0.1", "fe80::1", "::ffff:127.0.0.1"] });
    const error = await refusal(send(get(`https://feeds.example:${port}/`)));
    expect(error.problem).toBe("forbidden");
    expect(error.message).toMatch(/feeds\.example may not be reached: 127\.0\.0\.1, fe80::1/);
    expect(asked).toBe(0);
  });

  test("the socket uses the address that was checked, and resolves no second time", async () => {
    const port = await serve((_, response) => response.end("ok"));
    const answers = [["127.0.0.1"], ["10.0.0.1"]];
    let lookups = 0;
    const send = createSend({ allow, lookup: async () => answers[lookups++] ?? [] });
    expect((await send(get(`http://feeds.example:${port}/`))).status).toBe(200);
    expect(lookups).toBe(1);
  });

  test("of several addresses only the permitted are used", async () => {
    const port = await serve((_, response) => response.end("ok"));
    expect((await local(["10.0.0.1", "127.0.0.1"])(get(`http://feeds.example:${port}/`))).status).toBe(200);
  });

  test("plain http: to a name outside of network.allow is refused, although it is public", async () => {
    const error = await refusal(local(["8.8.8.8"])(get("http://feeds.example/")));
    expect(error).toMatchObject({ problem: "forbidden" });
    expect(error.message).toMatch(/plain http:/);
  });

  test("a name that no server knows is told so", async () => {
    const lookup = async () => Promise.reject(Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }));
    const error = await refusal(createSend({ allow, lookup })(get("https://nowhere.example/")));
    expect(error.problem).toBe("unreachable");
    expect(error.message).toBe("nowhere.example: no such host is known (DNS)");
  });
});

describe("redirects", () => {
  test("are followed; movedTo follows only what is permanent from the start", async () => {
    const port = await serve((request, response) => {
      const next: Record<string, [number, string]> = {
        "/a": [301, "/b"],
        "/b": [302, "/c"],
        "/c": [308, "/d"],
      };
      const [status, location] = next[request.url ?? ""] ?? [200, undefined];
      response.writeHead(status, location === undefined ? {} : { location }).end();
    });
    const base = `http://127.0.0.1:${port}`;
    const answer = await local()(get(`${base}/a`));
    expect(answer).toMatchObject({ status: 200, url: `${base}/d`, movedTo: `${base}/b` });
  });

  test.each([
    ["http://10.0.0.1/", /10\.0\.0\.1 is not on the public internet/],
    ["http://[::ffff:127.0.0.1]/", /not on the public internet/],
    ["file:///etc/passwd", /file: is not spoken/],
    ["http://me@127.0.0.1:8080/", /user name/],
    ["http://127.0.0.1:22/", /port 22/],
  ])("to %s are refused", async (location, reason) => {
    const port = await serve((_, response) => response.writeHead(302, { location }).end());
    const error = await refusal(local()(get(`http://127.0.0.1:${port}/`)));
    expect(error.problem).toBe("forbidden");
    expect(error.message).toMatch(reason);
    expect(error.message).toContain(`127.0.0.1:${port} redirects elsewhere: `);
  });

  test("without end are given up", async () => {
    let asked = 0;
    const port = await serve((_, response) => {
      asked++;
      response.writeHead(302, { location: "/" }).end();
    });
    const error = await refusal(local()(get(`http://127.0.0.1:${port}/`, { redirects: 3 })));
    expect(error.message).toMatch(/redirects more than 3 times/);
    expect(asked).toBe(4);
  });

  test("are not followed where there is a body, or none are wanted", async () => {
    const port = await serve((_, response) => response.writeHead(307, { location: "/b" }).end());
    const url = `http://127.0.0.1:${port}/a`;
    for (const more of [{ method: "POST", body: Buffer.from("x") }, { redirects: 0 }] as const) {
      expect(await local()(get(url, more))).toMatchObject({ status: 307, url });
    }
  });

  test("keep Authorization on the same origin and drop it for another", async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end();
    });
    const port = await serve((request, response) => {
      seen.push(request.headers.authorization);
      const location = request.url === "/a" ? "/b" : `http://127.0.0.1:${other}/`;
      response.writeHead(302, { location }).end();
    });
    await local()(get(`http://127.0.0.1:${port}/a`, { headers: { Authorization: "Bearer t" } }));
    expect(seen).toEqual(["Bearer t", "Bearer t", undefined]);
  });
});

describe("bodies", () => {
  const layers = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync, zstd: zstdCompressSync };

  async function serveEncoded(encoding: string, body: Uint8Array): Promise<string> {
    const port = await serve((_, response) => {
      response.writeHead(200, { "content-encoding": encoding, "content-length": body.length }).end(body);
    });
    return `http://127.0.0.1:${port}/`;
  }

  test.each(Object.entries(layers))("in %s are decoded", async (encoding, compress) => {
    const answer = await local()(get(await serveEncoded(encoding, compress(Buffer.from(text)))));
    expect(Buffer.from(answer.body).toString()).toBe(text);
  });

  test.each(Object.entries(layers))("in %s are counted after decoding", async (encoding, compress) => {
    const url = await serveEncoded(encoding, compress(Buffer.alloc(50_000_000)));
    const error = await refusal(local()(get(url)));
    expect(error.problem).toBe("too-large");
  });

  test.each(["gzip, gzip", "gzip,br", "compress", "constructor", "aws-chunked"])(
    "in %s are refused",
    async (encoding) => {
      const error = await refusal(local()(get(await serveEncoded(encoding, gzipSync(gzipSync(text))))));
      expect(error.problem).toBe("unreachable");
      expect(error.message).toMatch(/expected one layer/);
    },
  );

  test("that are no gzip, or end too early, are told so", async () => {
    for (const body of [Buffer.from("plain"), gzipSync(text).subarray(0, 40)]) {
      const error = await refusal(local()(get(await serveEncoded("gzip", body))));
      expect(error.message).toMatch(/not compressed as it says/);
    }
  });

  test("may be empty although an encoding is named", async () => {
    const answer = await local()(get(await serveEncoded("gzip", Buffer.alloc(0))));
    expect(answer.body.length).toBe(0);
  });

  test("are cut off as soon as they are longer than allowed, however long they go on", async () => {
    const port = await serve((request, response) => {
      const write = () => {
        while (!response.destroyed && response.write(Buffer.alloc(10_000)));
      };
      response.on("drain", write);
      request.on("close", () => response.destroy());
      write();
    });
    const error = await refusal(local()(get(`http://127.0.0.1:${port}/`)));
    expect(error.problem).toBe("too-large");
  });
});

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

describe("TLS", () => {
  const usual = getCACertificates("default");
  beforeAll(() => setDefaultCACertificates([...usual, certificate]));
  afterAll(() => setDefaultCACertificates(usual));

  test("serves names that the certificate is for, and refuses others", async () => {
    const port = await serveSecurely((_, response) => response.end("ok"));
    expect((await local()(get(`https://feeds.example:${port}/`))).status).toBe(200);
    const error = await refusal(local()(get(`https://wrong.example:${port}/`)));
    expect(error.message).toBe(`wrong.example:${port}: its TLS certificate is for another name`);
  });

  test("is never left by a redirect to plain http:", async () => {
    const plain = await serve((_, response) => response.end());
    const port = await serveSecurely((_, response) =>
      response.writeHead(301, { location: `http://127.0.0.1:${plain}/` }).end(),
    );
    const error = await refusal(local()(get(`https://feeds.example:${port}/`)));
    expect(error.problem).toBe("forbidden");
    expect(error.message).toMatch(/redirects from https: to http:/);
  });

  test("spoken to a plain server fails with a reason", async () => {
    const port = await serve((_, response) => response.end());
    const error = await refusal(local()(get(`https://feeds.example:${port}/`)));
    expect(error.message).toMatch(/no TLS connection/);
  });
});

test("a certificate that nobody vouches for is refused", async () => {
  const port = await serveSecurely((_, response) => response.end("ok"));
  const error = await refusal(local()(get(`https://feeds.example:${port}/`)));
  expect(error.message).toMatch(/self-signed/);
});

test.each(["before a word is said", "in the middle of the body"])(
  "a node that closes gives up what is under way, %s",
  async (when) => {
    const closing = new AbortController();
    const port = await serve((_, response) => {
      if (when !== "before a word is said") response.write("BEGIN:VCALENDAR");
      setImmediate(() => closing.abort());
    });
    const send = createSend({ allow, closing: closing.signal });
    const failed = send(get(`http://127.0.0.1:${port}/`)).catch((error: unknown) => error);
    expect(isClosing(await failed)).toBe(true);
    expect(isClosing(await send(get(`http://127.0.0.1:${port}/`)).catch((error: unknown) => error))).toBe(
      true,
    );
  },
);
