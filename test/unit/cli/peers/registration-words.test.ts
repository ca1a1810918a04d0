import { describe, expect, it } from "vitest";
import { findRegistration } from "../../../../src/cli/peers/find-registration.ts";
import { approvedText, askedText, stateText } from "../../../../src/cli/peers/registration-words.ts";
import type { Registration } from "../../../../src/core/model/registration.ts";

const asked: Registration = {
  id: "Zk3uJm0oT2aXb1qVY5r8Hw",
  direction: "out",
  site: "https://anna.example",
  callback: "https://ben.example/discal/enter-event",
  fingerprint: "4724A655A61269C2A570F5036B403B53D856AAB3",
  filter: null,
  request: "a".repeat(64),
  credential: null,
  mutual: true,
  state: "requested",
  lease: 864_000_000,
  leaseUntil: Date.UTC(2026, 10, 21, 11),
  createdAt: 0,
  changedAt: 0,
  reason: "",
};
const ben = "https://ben.example";

describe("whoever asks another node", () => {
  it("reads what its operator has to type there, word for word", () => {
    const text = askedText({ ...asked, state: "awaiting-approval" }, ben, "Europe/Berlin");
    expect(text).toContain("\n  npx discal peers approve ben.example --both\n");
  });

  it("reads until when it is pushed to, in the node's own zone", () => {
    const text = askedText({ ...asked, state: "active" }, ben, "Europe/Berlin");
    expect(text).toContain("until 2026-11-21 12:00");
  });

  it("reads what is missing where nothing was confirmed, and why it was refused", () => {
    expect(askedText(asked, ben, "UTC")).toContain("npx discal serve");
    const refused = { ...asked, state: "revoked", reason: "an operator has refused it" } as const;
    expect(askedText(refused, ben, "UTC")).toContain("an operator has refused it");
  });
});

describe("whoever was asked", () => {
  it("reads whose key it is, what is pushed and how to take that back", () => {
    const text = approvedText({ ...asked, filter: { tags: ["music"] }, direction: "in" }, "UTC");
    expect(text).toContain("filter {tags: [music]} are pushed to anna.example");
    expect(text).toContain("4724 A655");
    expect(text).toContain("npx discal peers revoke anna.example");
  });

  it("sees in a list whose word is waited for", () => {
    const waiting = { ...asked, state: "awaiting-approval" } as const;
    expect(stateText(waiting, "UTC")).toBe("awaits approval there");
    expect(stateText({ ...waiting, direction: "in" }, "UTC")).toBe("awaits your approval");
  });
});

describe("a request that a person means", () => {
  const junk = { ...asked, id: "junk", state: "requested" } as const;
  const real = { ...asked, id: "real", state: "active" } as const;

  it.each(["anna.example", "https://anna.example", "https://anna.example/", "ANNA.example"])(
    "by %s is the one that its site has confirmed",
    (wanted) => {
      expect(findRegistration([junk, real], wanted).id).toBe("real");
    },
  );

  it("may be named by its id, and is otherwise refused with those that there are", () => {
    expect(findRegistration([junk, real], "junk").id).toBe("junk");
    expect(() => findRegistration([junk], "ben.example")).toThrow("there are those of anna.example");
    expect(() => findRegistration([], "ben.example")).toThrow("there are none");
  });
});
