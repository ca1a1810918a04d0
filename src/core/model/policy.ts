/** What a policy speaks of: storing and showing an event, sending it on, taking pushes of a site, a request to register. */
export type PolicyAction = "show" | "forward" | "push" | "register";

/**
 * A row of the node's policy; of all rows that match the last one wins, and without any everything is allowed
 * (protocol, section 8).
 */
export interface Policy {
  readonly action: PolicyAction;
  /** Host of the site that shows, is sent to, pushes or asks: `calendar.example`, `*.example`, or `*` for all. */
  readonly actor: string;
  /** `*`, `tag:NAME`, `origin:HOST` (or `origin:*.HOST`), `uid:UID`; of `push` and `register` only `*`. */
  readonly scope: string;
  /** `ask`, of `register` alone: an admin decides. */
  readonly verdict: "allow" | "deny" | "ask";
}
