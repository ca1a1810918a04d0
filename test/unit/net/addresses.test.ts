import { expect, test } from "vitest";
import { isAllowed } from "../../../src/net/addresses.ts";
import { createSend } from "../../../src/net/client.ts";
import { checkTarget } from "../../../src/net/target.ts";
import { ADDRESS_TABLE, ADDRESSES, NAMES, NO_HOSTS, URLS } from "../../support/outbound/forbidden.ts";
import { against } from "../../support/threat.ts";

const THREAT = "a URL names an address that is not of the public internet";
const spellings = ADDRESS_TABLE.length + NO_HOSTS.length + URLS.length;

test(
  "the table holds each spelling once",
  against("outbound", THREAT, "every address is judged as it will be connected to"),
  ({ task }) => {
    for (const list of [...Object.values(ADDRESSES), NO_HOSTS, URLS])
      expect(new Set(list).size).toBe(list.length);
    expect(ADDRESS_TABLE.length).toBeGreaterThanOrEqual(60);
    task.meta.figure = `${spellings} spellings`;
  },
);

test.each(ADDRESS_TABLE)("$kind: $host is refused before anything connects", ({ host }) => {
  expect(() => checkTarget(`https://${host}/feed.ics`, [])).toThrow(/is not on the public internet/);
});

test.each(NO_HOSTS)('"%s" is no host', (host) => {
  expect(() => checkTarget(`https://${host}/`, [])).toThrow(/is no absolute URL/);
});

test.each(URLS)("%j is refused", (url) => {
  expect(() => checkTarget(url, [])).toThrow();
});

test.each(Object.entries(NAMES))(
  "%s is refused where it leads to %j",
  against(
    "outbound",
    "a name leads to an address that is not of the public internet",
    "names are judged by what they lead to",
  ),
  async (name, addresses) => {
    const send = createSend({ allow: [], lookup: async () => addresses });
    const sending = send({
      url: `https://${name}/`,
      method: "GET",
      headers: {},
      body: null,
      maxBytes: 1,
      timeout: 5000,
      redirects: 0,
    });
    await expect(sending).rejects.toMatchObject({ problem: "forbidden" });
  },
);

test.each([
  "8.8.8.8",
  "172.15.0.1",
  "172.32.0.1",
  "100.128.0.1",
  "[2001:4860:4860::8888]",
  "[2a00:1450::1]",
  "[2a00::1:5efe:7f00:1]",
  "168.63.129.17",
])("%s is of the public internet", (host) => {
  expect(checkTarget(`https://${host}/`, []).protocol).toBe("https:");
});

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
