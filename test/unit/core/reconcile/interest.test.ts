import { describe, expect, it } from "vitest";
import type { Policy } from "../../../../src/core/model/policy.ts";
import { admission, forwarded } from "../../../../src/core/reconcile/interest.ts";
import { subject } from "./subjects.ts";

const CONCERT = subject({ CATEGORIES: "music" });
const TOMBSTONE = subject({ SUMMARY: undefined, STATUS: "CANCELLED", "X-DELETED": "TRUE" });
const open = { host: "a.example", filterIn: null };
const music = { host: "b.example", filterIn: { tags: ["music"] } };
const books = { host: "c.example", filterIn: { tags: ["books"] } };
const denies = (action: Policy["action"], actor: string): Policy => ({
  action,
  actor,
  scope: "*",
  verdict: "deny",
});

describe("what is stored in full and shown", () => {
  it("is what was entered here, whatever the filters", () => {
    expect(admission([], [denies("show", "*")], CONCERT)).toEqual({
      admitted: true,
      shown: true,
      reason: "",
    });
  });

  it("is what any site shows whose filter takes it", () => {
    expect(admission([books, music], [], CONCERT)).toMatchObject({ admitted: true, shown: true });
    expect(admission([books, open], [], CONCERT)).toMatchObject({ admitted: true, shown: true });
  });

  it("is not what no site's filter takes, and the first reason is told", () => {
    const reason = "none of its tags is books";
    expect(admission([books, books], [], CONCERT)).toEqual({ admitted: false, shown: false, reason });
  });

  it("is not what the policy does not show from that site", () => {
    const policies = [denies("show", "a.example")];
    expect(admission([open], policies, CONCERT)).toMatchObject({
      admitted: false,
      reason: expect.stringMatching(/a\.example/),
    });
    expect(admission([open, music], policies, CONCERT)).toMatchObject({ admitted: true, shown: true });
  });

  it("stays in full once it was admitted, though it is no longer shown", () => {
    expect(admission([music], [], TOMBSTONE, true)).toMatchObject({ admitted: true, shown: false });
    expect(admission([music], [], TOMBSTONE, false)).toMatchObject({ admitted: false, shown: false });
  });
});

describe("what a peer is given", () => {
  it("is what the operator's filter and that of its registration both take", () => {
    const peer = (...filters: readonly (typeof music.filterIn | null)[]) => ({ host: "p.example", filters });
    expect(forwarded(peer(), [], CONCERT)).toBeNull();
    expect(forwarded(peer(null, music.filterIn), [], CONCERT)).toBeNull();
    expect(forwarded(peer(music.filterIn, books.filterIn), [], CONCERT)).toMatch(/books/);
  });

  it("is not what the policy keeps back from it", () => {
    const peer = { host: "p.example", filters: [] };
    expect(forwarded(peer, [denies("forward", "*.example")], CONCERT)).toMatch(/policy/);
    expect(forwarded(peer, [denies("forward", "q.example")], CONCERT)).toBeNull();
  });
});
