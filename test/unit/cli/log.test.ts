import { describe, expect, it } from "vitest";
import { DomainError } from "../../../src/core/model/domain-error.ts";
import { createLog } from "../../../src/cli/log.ts";

function logged(fields: object): { readonly text: string; readonly line: Record<string, unknown> } {
  let text = "";
  createLog("info", { write: (line) => void (text += line) }).info(fields, "something happened");
  return { text, line: JSON.parse(text) as Record<string, unknown> };
}

describe("the log", () => {
  it("is one JSON object a line, with level, time and message", () => {
    expect(logged({ site: "Library" }).line).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as unknown,
      site: "Library",
      msg: "something happened",
    });
  });

  it("tells what was foreseen without a stack, a fault of the program with one", () => {
    const foreseen = new DomainError("unreachable", "answered 503", { status: 503 });
    expect(logged({ err: foreseen }).line["err"]).toEqual({
      problem: "unreachable",
      message: "answered 503",
      details: { status: 503 },
    });
    expect(logged({ err: new Error("a fault") }).line["err"]).toMatchObject({
      message: "a fault",
      stack: expect.stringContaining("log.test.ts") as unknown,
    });
  });

  it.each([
    { authorization: "Bearer s3cret" },
    { headers: { authorization: "Bearer s3cret", cookie: "s3cret" } },
    { headers: { Authorization: "Bearer s3cret", Cookie: "s3cret" } },
    { request: { headers: { authorization: "Bearer s3cret" } } },
    { peer: { credentials: "s3cret", token: "s3cret", password: "s3cret" } },
    { keys: { privateKey: "s3cret", secret: "s3cret" } },
  ])("holds no secret of %j", (fields) => {
    expect(logged(fields).text).not.toContain("s3cret");
  });
});
