import { expect, it } from "vitest";
import type { Policy } from "../../../../src/core/model/policy.ts";
import { policyVerdict } from "../../../../src/core/reconcile/policy-verdict.ts";
import { subject } from "./subjects.ts";

const EVENT = subject({ CATEGORIES: "Trade Fair" }, { uid: "fair@shop.example" });
const row = (action: Policy["action"], actor: string, scope: string, verdict: Policy["verdict"]): Policy => ({
  action,
  actor,
  scope,
  verdict,
});

it.each<[said: string, policies: readonly Policy[], verdict: Policy["verdict"]]>([
  ["there is none", [], "allow"],
  ["a row is of another action", [row("show", "*", "*", "deny")], "allow"],
  ["a row is of another site", [row("forward", "b.example", "*", "deny")], "allow"],
  [
    "the last row that matches allows",
    [row("forward", "*", "*", "deny"), row("forward", "a.example", "*", "allow")],
    "allow",
  ],
  [
    "the last row that matches denies",
    [row("forward", "a.example", "*", "allow"), row("forward", "*", "*", "deny")],
    "deny",
  ],
  [
    "a row after it does not match",
    [row("forward", "*.example", "*", "deny"), row("forward", "*", "tag:music", "allow")],
    "deny",
  ],
  ["a tag is named", [row("forward", "*", "tag:TRADE fair", "deny")], "deny"],
  ["an origin is named", [row("forward", "*", "origin:*.shop.example", "deny")], "deny"],
  ["a UID is named", [row("forward", "*", "uid:fair@shop.example", "deny")], "deny"],
  ["another UID is named", [row("forward", "*", "uid:Fair@shop.example", "deny")], "allow"],
  [
    "a scope is not known",
    [row("forward", "*", "size:1", "deny"), row("forward", "*", "tag:", "deny")],
    "allow",
  ],
])("decides by the last row that matches, where %s", (_, policies, verdict) => {
  expect(policyVerdict(policies, "forward", "a.example", EVENT)).toBe(verdict);
});

it("matches rows of a scope only where an event is spoken of", () => {
  const policies = [row("push", "*", "*", "deny"), row("push", "*", "tag:trade fair", "allow")];
  expect(policyVerdict(policies, "push", "a.example", null)).toBe("deny");
});

it("falls back to what the caller says", () => {
  const policies = [row("register", "*.friends.example", "*", "allow")];
  expect(policyVerdict(policies, "register", "a.friends.example", null, "ask")).toBe("allow");
  expect(policyVerdict(policies, "register", "stranger.example", null, "ask")).toBe("ask");
});

it.each<[actor: string, site: string, verdict: Policy["verdict"]]>([
  ["evil.example", "evil.example", "deny"],
  ["evil.example", "EVIL.example", "deny"],
  ["evil.example", "evil.example:8443", "deny"],
  ["evil.example", "evil.example.", "deny"],
  ["evil.example", "evil.example.:8443", "deny"],
  ["evil.example.", "evil.example", "deny"],
  ["evil.example:8443", "evil.example.:8443", "deny"],
  ["evil.example:8443", "evil.example", "allow"],
  ["*.evil.example", "a.evil.example.", "deny"],
  ["evil.example", "notevil.example", "allow"],
])("knows a host however it is written: %s means %s: %s", (actor, site, verdict) => {
  expect(policyVerdict([row("push", actor, "*", "deny")], "push", site, null)).toBe(verdict);
});
