import { describe, expect, it } from "vitest";
import { addressBehind, callerKey, callerOf } from "../../../src/serve/caller.ts";

const PROXIES = ["127.0.0.1", "10.0.0.0/8", "fd00::/8"];
const CLIENT = "203.0.113.7";

/** Who asks, where the connection comes from `socket`. */
function behind(socket: string | null, headers: Record<string, string> = {}, proxies = PROXIES) {
  return addressBehind(new Headers(headers), socket, proxies);
}

describe("who asks", () => {
  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["::ffff:127.0.0.1", "127.0.0.1"],
    ["2001:0db8::0001", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    [null, null],
  ])("is the socket's address %s without a proxy", (socket, caller) => {
    expect(behind(socket)).toBe(caller);
  });

  it("is never what a stranger says of himself", () => {
    const headers = { "X-Forwarded-For": CLIENT, Forwarded: `for=${CLIENT}` };
    expect(behind("198.51.100.1", headers)).toBe("198.51.100.1");
    expect(behind("127.0.0.1", headers, [])).toBe("127.0.0.1");
  });

  it.each([
    [CLIENT, CLIENT],
    [` ${CLIENT} `, CLIENT],
    [`${CLIENT}:4711`, CLIENT],
    ["2001:DB8::7", "2001:db8::7"],
    ["[2001:db8::7]:4711", "2001:db8::7"],
    ["::ffff:203.0.113.7", CLIENT],
    [`1.2.3.4, ${CLIENT}`, CLIENT],
    [`1.2.3.4, ${CLIENT}, 10.1.2.3, fd00::2`, CLIENT],
    [`${CLIENT}, 198.51.100.9`, "198.51.100.9"],
    ["10.0.0.1, 10.0.0.2", "10.0.0.1"],
    [`${CLIENT}, unknown`, "127.0.0.1"],
    [`${CLIENT}, , 10.0.0.2`, "10.0.0.2"],
    ["0x7f.1", "127.0.0.1"],
    ["", "127.0.0.1"],
  ])("is what a proxy's X-Forwarded-For tells from its end: %s", (told, caller) => {
    expect(behind("127.0.0.1", { "X-Forwarded-For": told })).toBe(caller);
  });

  it.each([
    [`for=${CLIENT}`, CLIENT],
    [`for="${CLIENT}:4711";proto=https;by=10.0.0.1`, CLIENT],
    [`proto=http; For="[2001:db8::7]:4711"`, "2001:db8::7"],
    [`for=1.2.3.4, for=${CLIENT}, for=10.0.0.3`, CLIENT],
    [`for=${CLIENT}, for=_hidden`, "127.0.0.1"],
    [`by=${CLIENT}`, "127.0.0.1"],
  ])("is what a proxy's Forwarded tells from its end: %s", (told, caller) => {
    expect(behind("127.0.0.1", { Forwarded: told })).toBe(caller);
  });

  it("is the proxy itself where the header that it does not write tells something else", () => {
    const both = { "X-Forwarded-For": CLIENT, Forwarded: "for=1.2.3.4" };
    expect(behind("127.0.0.1", both)).toBe("127.0.0.1");
    expect(behind("127.0.0.1", { ...both, Forwarded: `for=${CLIENT}` })).toBe(CLIENT);
  });

  it("reaches a route beside the request", () => {
    expect(callerOf({ env: { caller: CLIENT } })).toBe(CLIENT);
    expect(callerOf({ env: undefined })).toBeNull();
  });
});

it.each([
  ["192.0.2.1", "192.0.2.1"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["2001:db8:0:0:ffff::1", "2001:db8:0:0::/64"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::ffff:192.0.2.1", "::ffff:192.0.2.1"],
  [null, "unknown"],
])("counts %s as %s", (address, key) => {
  expect(callerKey(address)).toBe(key);
});
