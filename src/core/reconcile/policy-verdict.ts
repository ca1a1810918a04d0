import { tagKey } from "../model/filter.ts";
import type { Policy, PolicyAction } from "../model/policy.ts";
import { meansHost } from "./host-pattern.ts";
import type { Subject } from "./subject.ts";

/**
 * What the policy says of an action: of all rows that match the last one wins, and without any it is `otherwise`
 * (protocol, section 8). `actor` is the host of the site that shows, is sent to, pushes or asks; `subject` is null
 * where no event is spoken of, and then only rows of the scope `*` match.
 */
export function policyVerdict(
  policies: readonly Policy[],
  action: PolicyAction,
  actor: string,
  subject: Subject | null,
  otherwise: Policy["verdict"] = "allow",
): Policy["verdict"] {
  const row = policies.findLast(
    (policy) =>
      policy.action === action && meansHost(policy.actor, actor) && isInScope(policy.scope, subject),
  );
  return row?.verdict ?? otherwise;
}

function isInScope(scope: string, subject: Subject | null): boolean {
  if (scope === "*") return true;
  const colon = scope.indexOf(":");
  const [kind, name] = [scope.slice(0, colon), scope.slice(colon + 1)];
  if (subject === null || name === "") return false;
  switch (kind) {
    case "tag":
      return subject.tags.has(tagKey(name));
    case "origin":
      return subject.origins.some((host) => meansHost(name, host));
    case "uid":
      return subject.uid === name;
    default:
      return false;
  }
}
