import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSend } from "../../../src/net/client.ts";
import { isClosing } from "../../../src/net/send.ts";
import { allow, get, local, refusal } from "./ask.ts";
import { certificate } from "./certificate.ts";
import { serve, serveSecurely } from "./server.ts";
import { against } from "../../support/threat.ts";

const text = "BEGIN:VCALENDAR\r\n".repeat(500);

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

  test.each(Object.entries(layers))(
    "in %s are counted after decoding",
    against("outbound", "an answer is a bomb", "bytes are counted as they are decoded"),
    async (encoding, compress) => {
      const url = await serveEncoded(encoding, compress(Buffer.alloc(50_000_000)));
      const error = await refusal(local()(get(url)));
      expect(error.problem).toBe("too-large");
    },
  );

  test.each(["gzip, gzip", "gzip,br", "compress", "constructor", "aws-chunked"])(
    "in %s are refused",
    against(
      "outbound",
      "an answer is packed more than once",
      "one layer of compression, by a name that is known",
    ),
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

  test(
    "are cut off as soon as they are longer than allowed, however long they go on",
    against("outbound", "an answer goes on for ever", "it is cut off at its cap"),
    async () => {
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
    },
  );
});

describe("TLS", () => {
  const usual = getCACertificates("default");
  beforeAll(() => setDefaultCACertificates([...usual, certificate]));
  afterAll(() => setDefaultCACertificates(usual));

  test(
    "serves names that the certificate is for, and refuses others",
    against("outbound", "somebody answers in the place of a site", "its certificate is checked"),
    async () => {
      const port = await serveSecurely((_, response) => response.end("ok"));
      expect((await local()(get(`https://feeds.example:${port}/`))).status).toBe(200);
      const error = await refusal(local()(get(`https://wrong.example:${port}/`)));
      expect(error.message).toBe(`wrong.example:${port}: its TLS certificate is for another name`);
    },
  );

  test(
    "is never left by a redirect to plain http:",
    against("outbound", "a redirect leads from https: to http:", "it is not followed"),
    async () => {
      const plain = await serve((_, response) => response.end());
      const port = await serveSecurely((_, response) =>
        response.writeHead(301, { location: `http://127.0.0.1:${plain}/` }).end(),
      );
      const error = await refusal(local()(get(`https://feeds.example:${port}/`)));
      expect(error.problem).toBe("forbidden");
      expect(error.message).toMatch(/redirects from https: to http:/);
    },
  );

  test("spoken to a plain server fails with a reason", async () => {
    const port = await serve((_, response) => response.end());
    const error = await refusal(local()(get(`https://feeds.example:${port}/`)));
    expect(error.message).toMatch(/no TLS connection/);
  });
});

test(
  "a certificate that nobody vouches for is refused",
  against("outbound", "somebody answers in the place of a site", "its certificate is checked"),
  async () => {
    const port = await serveSecurely((_, response) => response.end("ok"));
    const error = await refusal(local()(get(`https://feeds.example:${port}/`)));
    expect(error.message).toMatch(/self-signed/);
  },
);

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
