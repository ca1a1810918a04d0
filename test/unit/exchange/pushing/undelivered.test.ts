import { describe, expect, it } from "vitest";
import { DomainError } from "../../../../src/core/model/domain-error.ts";
import { isFinal, undelivered } from "../../../../src/exchange/pushing/undelivered.ts";

const utf8 = new TextEncoder();

describe("what a peer answered to a push that it did not take", () => {
  it.each([
    [401, "unknown-key", true],
    [401, "unknown-sender", false],
    [401, "not-moved", false],
    [401, "past", false],
    [401, "not-yet", false],
    [401, "replayed", false],
    [401, "revoked", true],
    [403, "not-accepted", true],
    [410, "gone", true],
    [429, "suspended", false],
    [503, "unknown-key", false],
    [307, "", false],
    [500, "", false],
  ])("%i with the fault %j is for a person to look at: %s", (status, fault, final) => {
    const said = { type: "about:blank", title: "", status, detail: "", problem: "", details: { fault } };
    const body = utf8.encode(status >= 400 ? JSON.stringify(said) : "");
    const error = undelivered({ status, headers: {}, body, url: "https://b.example/x", movedTo: "" }, 0);
    expect(isFinal(error)).toBe(final);
  });

  it("is shown in its own words, on one line, and waits as it asks", () => {
    const body = utf8.encode("busy,\r\n\u001b[31mcome later");
    const answer = {
      status: 429,
      headers: { "retry-after": "7" },
      url: "https://b.example/x",
      movedTo: "",
      body,
    };
    const error = undelivered(answer, 0);
    expect(error.message).toBe("https://b.example/x answered 429: busy, [31mcome later");
    expect(error.details).toMatchObject({ status: 429, retryAfter: 7000 });
  });

  it("is final where another primary key came to light", () => {
    expect([isFinal(new DomainError("conflict", "another key")), isFinal(new Error("x"))]).toEqual([
      true,
      false,
    ]);
  });
});
