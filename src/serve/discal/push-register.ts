import { Hono } from "hono";
import { DomainError } from "../../core/model/domain-error.ts";
import { createLimiter, tooMany } from "../../exchange/limiter.ts";
import type { Reception } from "../../exchange/push-register/reception.ts";
import { PATHS } from "../../exchange/self.ts";
import { mediaType } from "../../wire/envelope.ts";
import { intentQuery, MAX_REGISTER_BYTES } from "../../wire/push-register.ts";
import { readBody } from "./body.ts";

/** Requests, renewals and withdrawals of one caller: an operator's tries, and the renewals of a few sites. */
const QUOTA = { name: "registrations", burst: 10, perMinute: 2 } as const;

/** The same for whoever asks, whatever it says: nobody learns anything of a site through it. */
const TAKEN = {
  taken: true,
  next: "ask for the state by GET, at this path and the registration's id",
} as const;

/**
 * `POST /discal/push-register` and what follows from it, at the site that is asked and at the one that asks (protocol,
 * section 7). `callerKey`: under which name who asks is counted.
 */
export function pushRegisterRoutes(
  reception: Reception,
  clock: () => number,
  callerKey: (c: { readonly env: unknown }) => string,
): Hono {
  const limiter = createLimiter(QUOTA);
  const admit = (c: { readonly env: unknown }): void => {
    const allowance = limiter(callerKey(c), clock());
    if (!allowance.allowed) throw tooMany(allowance);
  };
  return new Hono()
    .post(PATHS.pushRegister, async (c) => {
      admit(c);
      requireJson(c.req.raw.headers);
      await reception.receive(await readBody(c.req.raw, MAX_REGISTER_BYTES));
      return c.json(TAKEN, 202);
    })
    .post(`${PATHS.pushRegister}/:id`, async (c) => {
      admit(c);
      await reception.renew(c.req.param("id"));
      return c.json(TAKEN, 202);
    })
    .delete(`${PATHS.pushRegister}/:id`, async (c) => {
      await reception.withdraw(c.req.param("id"));
      return c.body(null, 204);
    })
    .get(`${PATHS.pushRegister}/:id`, async (c) => {
      const status = await reception.status(c.req.param("id"));
      if (status === null)
        throw new DomainError(
          "not-found",
          "No such registration is known here, or its site has not confirmed it.",
        );
      return c.json(status, 200, { "Cache-Control": "no-store" });
    })
    .get(PATHS.enterEvent, async (c) => {
      const query = intentQuery.safeParse(c.req.query());
      if (!query.success)
        throw new DomainError(
          "invalid",
          "Peers push here by POST; a GET asks whether this node asked to be pushed to.",
        );
      const answer = await reception.confirm(query.data);
      const headers = { "Cache-Control": "no-store" };
      if (answer === "confirmed") return c.text(query.data.challenge, 200, headers);
      if (answer === "gone") return c.text("This was taken back.\n", 410, headers);
      throw new DomainError("not-found", "This node did not ask for that.");
    });
}

/** What no form of a foreign page can send without asking first (Fetch standard, CORS-safelisted request-header). */
function requireJson(headers: Headers): void {
  if (mediaType(headers.get("Content-Type") ?? "") === "application/json") return;
  throw new DomainError("unsupported", "A request is JSON: send Content-Type: application/json.");
}
