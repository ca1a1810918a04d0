import { filterOf } from "../../config/filter-options.ts";
import { parseLease } from "../../config/schedule.ts";
import { parseOrigin } from "../../config/value.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Registration } from "../../core/model/registration.ts";
import { type LeaseDecision, USUAL_LEASE } from "../../core/reconcile/lease.ts";
import type { Operations } from "../../exchange/operations.ts";
import { registrationJson } from "../../sinks/registration-json.ts";
import type { Registrations } from "../../store/registrations.ts";
import { registrationShape, wishShape } from "./registration-shapes.ts";
import { route, type Route } from "./route.ts";
import { listOf, wholeList } from "./shapes.ts";

const DECISIONS: Readonly<Record<LeaseDecision, string>> = {
  approve: "Let a site be pushed to that has asked for it, or lift a revocation",
  suspend: "Push nothing to a site that has asked for it, until this is resumed",
  resume: "Go on pushing after a suspension",
  revoke: "Refuse a site's request, or end what was approved; only an approval lifts it",
};

/** Requests to be pushed to: of other sites, and to other sites. Their ids let end them, so that admins alone see them. */
export function registrationRoutes(node: {
  readonly store: { readonly registrations: Registrations };
  readonly operations: Operations;
}): readonly Route[] {
  const { operations } = node;
  const { registrations } = node.store;
  const find = async (id: string): Promise<Registration> => {
    const found = (await registrations.find("in", id)) ?? (await registrations.find("out", id));
    if (found !== null) return found;
    throw new DomainError("not-found", `There is no registration ${id}.`);
  };
  const common = { role: "admin", chapter: "peers" } as const;

  return [
    route({
      ...common,
      method: "get",
      path: "/registrations",
      name: "listRegistrations",
      summary: "Who has asked whom to be pushed to, newest change first",
      answer: listOf(registrationShape),
      handle: async () => ({ body: wholeList((await registrations.all()).map(registrationJson)) }),
    }),
    route({
      ...common,
      method: "post",
      path: "/registrations",
      name: "askToBePushedTo",
      summary: "Ask another node to push to this one",
      about:
        "It is polled from now on, so that what was there before comes, too. Its operator may have to approve; the state is followed, and the lease renewed, by itself.",
      json: wishShape,
      answer: registrationShape,
      status: 201,
      handle: async ({ body: { url, lease = "", proof = "openpgp", mutual = false, filter } }) => {
        const wish = { lease: parseLease(lease) ?? USUAL_LEASE, proof, mutual, filter: filterOf(filter) };
        const asked = await operations.register(parseOrigin(url) ?? url, wish);
        return {
          body: registrationJson(asked),
          headers: { Location: `/api/v1/registrations/${asked.id}` },
        };
      },
    }),
    route({
      ...common,
      method: "get",
      path: "/registrations/{id}",
      name: "getRegistration",
      summary: "One request to be pushed to",
      answer: registrationShape,
      handle: async ({ params }) => ({ body: registrationJson(await find(params.id)) }),
    }),
    ...(Object.keys(DECISIONS) as LeaseDecision[]).map((decision) =>
      route({
        ...common,
        method: "post",
        path: `/registrations/{id}/${decision}`,
        name: `${decision}Registration`,
        summary: DECISIONS[decision],
        answer: registrationShape,
        handle: async ({ params }) => ({
          body: registrationJson(await operations.decideRegistration(params.id, decision)),
        }),
      }),
    ),
    route({
      ...common,
      method: "delete",
      path: "/registrations/{id}",
      name: "takeRegistrationBack",
      summary: "Take back what this node asked of another, which is told of it",
      about: "What another node asked of this one is revoked instead.",
      handle: async ({ params }) => {
        const { id, direction, site } = await find(params.id);
        if (direction === "in")
          throw new DomainError("conflict", `${site} has asked for this, not this node: revoke it instead.`);
        await operations.unregister(id);
        return { body: null };
      },
    }),
  ];
}
