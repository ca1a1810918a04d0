import { expect, test } from "vitest";
import { checkTarget } from "../../../src/net/target.ts";
import { against } from "../../support/threat.ts";

const allow = ["127.0.0.0/8"];

test.each([
  ["ftp://feeds.example/", /ftp: is not spoken/],
  ["file:///etc/passwd", /file: is not spoken/],
  ["feeds.example", /no absolute URL/],
  ["https://user@feeds.example/", /user name or password/],
  ["https://:secret@feeds.example/", /user name or password/],
  ["https://feeds.example:25/", /port 25/],
  ["https://feeds.example:0/", /port 0/],
  ["http://8.8.8.8/", /plain http: is only for/],
  ["http://10.0.0.1/", /not on the public internet/],
])("%s is refused", (url, reason) => {
  expect(() => checkTarget(url, allow)).toThrow(reason);
});

test.each([
  "https://feeds.example/",
  "https://feeds.example:8443/",
  "http://127.0.0.1:8080/",
  "http://127.0.0.1/",
])("%s is taken", (url) => {
  expect(checkTarget(url, allow).href).toBe(url);
});

test(
  "a password never gets into the message",
  against("privacy", "a URL holds a password", "it is never repeated"),
  () => {
    expect(() => checkTarget("https://me:s3cret@feeds.example/", allow)).toThrow(/^(?!.*s3cret)/);
  },
);

test(
  "a URL is no longer than servers have to take, and of a longer one only the start is repeated",
  against("outbound", "a URL has no end", "8,000 characters at most"),
  () => {
    const url = (length: number) => "https://feeds.example/".padEnd(length, "x");
    expect(checkTarget(url(8000), allow).href).toHaveLength(8000);
    expect(() => checkTarget(url(8001), allow)).toThrow(/^"https:\/\/feeds\.example\/x{100,200}…" is longer/);
    expect(() => checkTarget(`https://[${"x".repeat(5000)}`, allow)).toThrow(/^.{100,300}$/);
  },
);
