import { expect, test } from "vitest";
import { isAllowed } from "../../../src/net/addresses.ts";
import { checkTarget } from "../../../src/net/target.ts";

/** Hosts that must not be reached, in every spelling that the URL parser takes for an address. */
const forbidden = {
  loopback: [
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "0177.1",
    "017700000001",
    "127.0.0.0x1",
    "127.0.0.01",
    "%31%32%37.0.0.1",
    "１２７.０.０.１",
    "127。0。0。1",
    "①②⑦.0.0.1",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000::0001]",
  ],
  unspecified: ["0.0.0.0", "0", "0x0", "00", "0.1.2.3", "[::]", "[0::0]"],
  private: [
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "192.168.255.255",
    "0xc0a80001",
    "3232235521",
    "0300.0250.0.1",
    "012.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
  ],
  "link-local": [
    "169.254.169.254",
    "0xa9fea9fe",
    "2852039166",
    "0251.0376.0251.0376",
    "[fe80::1]",
    "[febf::1]",
  ],
  "local IPv6": ["[fc00::1]", "[fd12:3456:789a::1]", "[fec0::1]"],
  multicast: ["224.0.0.1", "239.255.255.255", "[ff02::1]", "[ff0e::1]"],
  "reserved and special": [
    "240.0.0.1",
    "255.255.255.255",
    "0xffffffff",
    "4294967295",
    "192.0.0.1",
    "192.88.99.1",
    "[100::1]",
    "[4000::1]",
    "[e000::1]",
    "[2001:10::1]",
    "[2001:20::1]",
    "[5f00::1]",
  ],
  "documentation and benchmark": [
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "198.18.0.1",
    "198.19.255.255",
    "[2001:db8::1]",
    "[2001:2::1]",
    "[3fff::1]",
  ],
  "IPv4 within IPv6": [
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:8.8.8.8]",
    "[::ffff:a9fe:a9fe]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::8.8.8.8]",
    "[64:ff9b:1::a00:1]",
    "[2002:7f00:1::]",
    "[2002:808:808::1]",
    "[2001:0:4136:e378::1]",
  ],
};

const table = Object.entries(forbidden).flatMap(([kind, hosts]) => hosts.map((host) => ({ kind, host })));

test("the table holds at least 60 spellings", () => {
  expect(table.length).toBeGreaterThanOrEqual(60);
});

test.each(table)("$kind: $host is refused before anything connects", ({ host }) => {
  expect(() => checkTarget(`https://${host}/feed.ics`, [])).toThrow(/is not on the public internet/);
});

test.each(["8.8.8.8", "172.15.0.1", "172.32.0.1", "100.128.0.1", "[2001:4860:4860::8888]", "[2a00:1450::1]"])(
  "%s is of the public internet",
  (host) => {
    expect(checkTarget(`https://${host}/`, []).protocol).toBe("https:");
  },
);

test.each([
  ["127.0.0.1", "127.0.0.0/8", true],
  ["127.0.0.1", "127.0.0.1", true],
  ["127.0.0.2", "127.0.0.1", false],
  ["10.1.2.3", "10.0.0.0/8", true],
  ["11.1.2.3", "10.0.0.0/7", true],
  ["192.168.1.1", "192.168.0.0/24", false],
  ["fd00::1", "fd00::/8", true],
  ["fd00::1", "10.0.0.0/8", false],
  ["::1", "127.0.0.0/8", false],
  ["::ffff:127.0.0.1", "127.0.0.0/8", false],
  ["::ffff:127.0.0.1", "::ffff:0:0/96", true],
  ["64:ff9b::7f00:1", "127.0.0.0/8", false],
  ["no address", "0.0.0.0/0", false],
])("%s where %s is allowed: %s", (address, range, expected) => {
  expect(isAllowed(address, [range])).toBe(expected);
});
