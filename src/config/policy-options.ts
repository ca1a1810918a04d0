import * as z from "zod";
import type { Policy } from "../core/model/policy.ts";
import { mapping, text } from "./expected.ts";
import { isHostPattern } from "./host-pattern.ts";

/** A row of `policies:`. */
export const policyOptions = z
  .strictObject(
    {
      action: z
        .enum(["show", "forward", "push", "register"], { error: `"show", "forward", "push" or "register"` })
        .meta({
          description:
            "What is decided: storing and showing an event, sending it on, taking pushes of a site, or its request to be pushed to.",
        }),
      actor: text(
        `a host such as "calendar.example", "*.example" for it and all below it, or "*"`,
        (value) => value === "*" || isHostPattern(value),
      )
        .meta({
          description: "Host of the site that shows, is sent to, pushes or asks; * for all.",
          default: "*",
        })
        .optional(),
      scope: text(
        `"*", "tag:NAME", "origin:HOST" (or "origin:*.HOST") or "uid:UID"`,
        (value) => value === "*" || isScope(value),
      )
        .meta({
          description:
            "Which events: * for all, tag:NAME, origin:HOST (or origin:*.HOST), uid:UID. Of push and register only *.",
          default: "*",
          examples: ["tag:advertising"],
        })
        .optional(),
      verdict: z
        .enum(["allow", "deny", "ask"], { error: `"allow", "deny" or, of register, "ask"` })
        .meta({ description: "What is decided; ask, of register alone, leaves it to an admin." }),
    },
    mapping,
  )
  .refine(({ action, scope = "*" }) => scope === "*" || action === "show" || action === "forward", {
    path: ["scope"],
    error: `"*" where the action is push or register, which speak of no event`,
  })
  .refine(({ action, verdict }) => verdict !== "ask" || action === "register", {
    path: ["verdict"],
    error: `"allow" or "deny"; only of register an admin may be asked`,
  });

/** The rows as the node goes by them; of all that match the last wins. */
export function policiesOf(rows: readonly z.infer<typeof policyOptions>[]): readonly Policy[] {
  return rows.map(({ action, actor = "*", scope = "*", verdict }) => ({ action, actor, scope, verdict }));
}

function isScope(text: string): boolean {
  const [, kind, name = ""] = /^(tag|origin|uid):([^\p{Cc}]{1,255})$/u.exec(text) ?? [];
  return kind === "origin" ? isHostPattern(name) : kind !== undefined && name.trim() !== "";
}
