import fc from "fast-check";
import type { Ask } from "./requests.ts";

/** What a client writes into a socket, in so many pieces, and whether it then closes its half. */
export interface Bytes {
  /** Latin-1: a byte each. */
  readonly pieces: readonly string[];
  readonly closes: boolean;
}

const damage = fc.oneof(
  fc.constantFrom(
    ...[
      [
        "\r",
        "\n",
        "\0",
        "\x7f",
        "\r\n\r\n",
        "\r\n ",
        "\t",
        ":",
        ": ",
        " HTTP/1.1",
        "HTTP/9.9",
        "HTTP/2.0\r\n\r\nSM\r\n\r\n",
      ],
      ["Transfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked, identity\r\n", "Content-Length: 5\r\n"],
      [
        "Content-Length: 18446744073709551616\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 1\r\nContent-Length: 2\r\n",
      ],
      [
        "Connection: Upgrade\r\nUpgrade: h2c\r\n",
        "Upgrade: websocket\r\n",
        "Expect: 100-continue\r\n",
        "Expect: x\r\n",
      ],
      [
        "Host: \r\n",
        "Host: a\r\nHost: b\r\n",
        "Host: [::1\r\n",
        "Host: a/../b?#@c\r\n",
        "http://evil.example/",
        "//x",
        "*",
      ],
      [
        "\xff\xfe",
        "\u00e9",
        "ffffffffffffffff\r\n",
        "0\r\n\r\n",
        "-1\r\n",
        '5;ext="x\r\nhello\r\n',
        "\x16\x03\x01\x02\x00",
      ],
    ].flat(),
  ),
  fc.nat(20_000).map((length) => "x".repeat(length)),
  fc.nat(3_000).map((count) => "X-A: b\r\n".repeat(count)),
);
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Requests as they stand on the wire, mostly damaged; cut into pieces anywhere. */
export function rawRequests(asks: fc.Arbitrary<Ask>): fc.Arbitrary<Bytes> {
  const edits = fc.array(fc.tuple(share, fc.oneof(damage, fc.constant(null))), { maxLength: 3 });
  const text = fc.tuple(asks.map(written), edits).map(([whole, all]) =>
    all.reduce((now, [at, put]) => {
      const from = Math.floor(at * now.length);
      return put === null ? now.slice(0, from) : now.slice(0, from) + put + now.slice(from);
    }, whole),
  );
  const pipelined = fc.array(text, { minLength: 1, maxLength: 3 }).map((all) => all.join(""));
  return fc
    .tuple(
      fc.oneof({ arbitrary: text, weight: 3 }, pipelined),
      fc.array(share, { maxLength: 3 }),
      fc.boolean(),
    )
    .map(([whole, cuts, closes]) => {
      const at = [
        0,
        ...cuts.map((cut) => Math.floor(cut * whole.length)).toSorted((a, b) => a - b),
        whole.length,
      ];
      return { closes, pieces: at.slice(1).map((end, index) => whole.slice(at[index], end)) };
    });
}

function written({ method, target, headers, body }: Ask): string {
  const bytes = body === null ? "" : Buffer.from(body).toString("latin1");
  const lines = [
    `${method} ${target} HTTP/1.1`,
    "Host: a.node.example",
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === null ? [] : [`Content-Length: ${bytes.length}`]),
  ];
  return `${lines.join("\r\n")}\r\n\r\n${bytes}`;
}
