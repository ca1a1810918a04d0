import { describe, expect, it } from "vitest";
import {
  combineAttributes,
  kindsOf,
  readAttributes,
  readNumber,
  readReviseUrl,
  readUid,
} from "../../../../src/core/ical/attributes.ts";

describe("the grammar of numbers", () => {
  it.each([
    ["0", 0],
    ["1", 1],
    ["10", 10],
    ["2147483647", 2_147_483_647],
  ])("%s is one", (text, value) => {
    expect(readNumber(text)).toEqual({ kind: "valid", value });
  });

  it.each([
    "+3",
    "03",
    "00",
    "1e9",
    "-1",
    "-0",
    "2147483648",
    "9999999999",
    "9007199254740992",
    "1.0",
    "0x1",
    " 1",
    "1 ",
    "١",
    "Infinity",
  ])("%s is none", (text) => {
    expect(readNumber(text).kind).toBe("invalid");
  });

  it("takes nothing for nothing", () => {
    expect(readNumber("").kind).toBe("empty");
  });
});

describe("a revise URL", () => {
  it.each(["https://a.example/discal/revise", "HTTPS://a.example", "https://[2001:db8::1]:8443/x?y=z"])(
    "%s is one",
    (url) => {
      expect(readReviseUrl(url)).toEqual({ kind: "valid", value: url });
    },
  );

  it.each([
    "http://a.example/",
    "ftp://a.example/",
    "//a.example/",
    "/discal/revise",
    "https:a.example",
    "https://",
    "https://a b/",
    "https://ä.example/",
    "mailto:a@a.example",
    `https://a.example/${"x".repeat(2048)}`,
  ])("%s is none", (url) => {
    expect(readReviseUrl(url).kind).toBe("invalid");
  });

  it("may be http where the operator allows that host", () => {
    const allowed = (host: string): boolean => host === "127.0.0.1";
    expect(readReviseUrl("http://127.0.0.1:8000/r", allowed).kind).toBe("valid");
    expect(readReviseUrl("http://127.0.0.2:8000/r", allowed).kind).toBe("invalid");
  });
});

describe("a UID", () => {
  it.each(["a", " a ", "ä@b", "x".repeat(255)])("%s is kept as it is", (uid) => {
    expect(readUid(uid)).toEqual({ kind: "valid", value: uid });
  });

  it.each(["a\tb", "a\nb", "\x7f", "x".repeat(256), "ä".repeat(128)])("%j is malformed", (uid) => {
    expect(readUid(uid).kind).toBe("invalid");
  });
});

describe("the attributes of an object", () => {
  const lines = ["UID:a\\,b", "X-HOP:2", "x-revision;X-A=b:3", "X-REVISE-URL:https://a.example/r"];

  it("are read from own lines, the UID decoded", () => {
    const { uid, hop, revision, reviseUrl } = readAttributes(lines);
    expect([uid.value, hop.value, revision.value, reviseUrl.value]).toEqual([
      "a,b",
      2,
      3,
      "https://a.example/r",
    ]);
  });

  it("are empty where they are missing or say nothing", () => {
    expect(kindsOf(readAttributes(["UID:", "X-HOP:"]))).toEqual({
      uid: "empty",
      hop: "empty",
      revision: "empty",
      reviseUrl: "empty",
    });
  });

  it("are invalid where they stand twice, or differ between components", () => {
    expect(readAttributes([...lines, "X-HOP:2"]).hop.kind).toBe("invalid");
    const other = readAttributes(["UID:a\\,b", "X-HOP:2", "X-REVISION:4"]);
    expect(kindsOf(combineAttributes([readAttributes(lines), other]))).toEqual({
      uid: "valid",
      hop: "valid",
      revision: "invalid",
      reviseUrl: "invalid",
    });
  });
});
