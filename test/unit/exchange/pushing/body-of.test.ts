import { describe, expect, it } from "vitest";
import { wireText } from "../../../../src/core/ical/object.ts";
import { bodyOf } from "../../../../src/exchange/pushing/body-of.ts";
import { version } from "../../../contract/samples.ts";

describe("the body of a push", () => {
  const [one, two, three] = [1, 2, 3].map((n) => version(`${n}@a`, 1, { SUMMARY: `Größe ${n}` }));
  const textOf = (body: Uint8Array) => Buffer.from(body).toString();

  it("is its versions in their order, as they leave", () => {
    expect(textOf(bodyOf([two!, one!]))).toBe(wireText(two!) + wireText(one!));
    expect(bodyOf([])).toHaveLength(0);
  });

  it("is made once for the same versions, and anew for others that begin with the same", () => {
    const made = bodyOf([one!, two!]);
    expect(bodyOf([one!, two!])).toBe(made);
    expect(textOf(bodyOf([one!, three!]))).toBe(wireText(one!) + wireText(three!));
    expect(textOf(bodyOf([one!]))).toBe(wireText(one!));
    expect(textOf(bodyOf([{ ...one!, hop: 7 }]))).toContain("X-HOP:7");
  });
});
