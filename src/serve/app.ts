import { Hono } from "hono";
import { DomainError, type DomainProblem } from "../core/model/domain-error.ts";
import type { Log } from "../core/model/log.ts";
import type { AuthorDoor } from "../exchange/editing/author-door.ts";
import { createGuesses } from "../exchange/guesses.ts";
import type { Operations } from "../exchange/operations.ts";
import type { Outage } from "../exchange/outage.ts";
import type { Reception } from "../exchange/push-register/reception.ts";
import type { PushDoor } from "../exchange/pushing/push-door.ts";
import type { Random } from "../exchange/random.ts";
import type { Self } from "../exchange/self.ts";
import type { Publisher } from "../sinks/publisher.ts";
import type { Store } from "../store/contract.ts";
import { BEARER } from "../wire/bearer.ts";
import { problemAnswer } from "../wire/problem.ts";
import { admission, type Bounds } from "./admission.ts";
import { apiRoutes } from "./api/routes.ts";
import { callerKey, callerOf } from "./caller.ts";
import { changesRoutes } from "./discal/changes.ts";
import { digestRoutes } from "./discal/digest.ts";
import { enterEventRoutes } from "./discal/enter-event.ts";
import { keyRoutes } from "./discal/keys.ts";
import { objectRoutes } from "./discal/objects.ts";
import { pushRegisterRoutes } from "./discal/push-register.ts";
import { reviseRoutes } from "./discal/revise.ts";
import { siteRoutes } from "./discal/site.ts";
import type { Metrics } from "./discovery/metrics.ts";
import { discoveryRoutes } from "./discovery/routes.ts";
import { feedRoutes } from "./feeds/routes.ts";
import { healthRoutes } from "./health.ts";
import { metricsRoutes, observeRequests } from "./metrics.ts";
import { safeHeaders } from "./safe-headers.ts";
import { notFoundAnswer } from "./web/message-page.ts";
import { webRoutes } from "./web/routes.ts";

/** The one table from what went wrong to how it is answered. */
const STATUS: Readonly<Record<DomainProblem, number>> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  "read-only": 403,
  "not-found": 404,
  conflict: 409,
  stale: 412,
  "too-large": 413,
  unsupported: 415,
  "too-many": 429,
  unreachable: 502,
  unavailable: 503,
};

/** Everything that answers on the port, put together. */
export function createApp(node: {
  readonly self: Self;
  readonly publisher: Publisher;
  readonly store: Store;
  readonly door: PushDoor;
  readonly authors: AuthorDoor;
  readonly reception: Reception;
  readonly operations: Operations;
  readonly random: Random;
  readonly clock: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
  /** The program's. */
  readonly version: string;
  /** Where people report faults. */
  readonly contact: string | null;
  readonly isClosing: () => boolean;
  readonly outage: Pick<Outage, "notice">;
  readonly bounds: Bounds;
}): Hono {
  const { self, publisher, store, door, clock, log, metrics, version, contact, isClosing } = node;
  const { operations, random, reception, authors, outage } = node;
  const { statistics } = store;
  const pages = { store, site: publisher, now: clock };
  const guesses = createGuesses();
  const keyOf = (c: { readonly env: unknown }) => callerKey(callerOf(c));
  const refuse = (error: unknown, path: string): Response => {
    outage.notice(error);
    if (error instanceof DomainError) return problem(error, STATUS[error.problem]);
    log.error({ err: error, path }, "a request broke");
    return problem(new DomainError("unavailable", "This node has a fault; its log says more."), 500);
  };
  const app = new Hono()
    .use(observeRequests(metrics.observe, clock, log))
    .use(safeHeaders)
    .use(admission(node.bounds, clock))
    .route("/", healthRoutes(store, clock, isClosing))
    .route("/", metricsRoutes(metrics, store.tokens, clock, guesses))
    .route("/", discoveryRoutes({ self, publisher, statistics, version, contact, clock }))
    .route("/", siteRoutes(self, store.epoch))
    .route("/", keyRoutes(store.keys))
    .route("/", enterEventRoutes(door, authors, guesses, clock, keyOf))
    .route("/", reviseRoutes(door))
    .route("/", objectRoutes(store.commons))
    .route("/", pushRegisterRoutes(reception, clock, keyOf))
    .route("/", changesRoutes(store))
    .route("/", digestRoutes(store))
    .route(
      "/",
      apiRoutes({
        self,
        store,
        operations,
        publisher,
        random,
        clock,
        log,
        refuse,
        callerKey: keyOf,
        guesses,
      }),
    )
    .route("/", feedRoutes(pages))
    .route("/", webRoutes(pages));
  app.notFound((c) => {
    const allowed = methodsAt(app, c.req.path);
    if (allowed.length > 0 && !allowed.includes(c.req.method))
      return methodNotAllowed(c.req.method, c.req.path, allowed);
    if (c.req.header("Accept")?.includes("text/html") === true) return notFoundAnswer(publisher);
    return problem(new DomainError("not-found", `Nothing is at ${c.req.path}.`), 404);
  });
  app.onError((error, c) => refuse(error, c.req.path));
  return app;
}

/** What a path answers to; empty where nothing is. */
function methodsAt(app: Hono, path: string): readonly string[] {
  const answers = (method: string) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method);
  const others = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"].filter(answers);
  return answers("GET") ? ["GET", "HEAD", ...others] : others;
}

/** RFC 9110, section 15.5.6. */
function methodNotAllowed(method: string, path: string, allowed: readonly string[]): Response {
  const list = allowed.join(", ");
  const error = new DomainError("invalid", `${method} is not answered at ${path}: use ${list}.`);
  const answer = problem(error, 405);
  answer.headers.set("Allow", list);
  return answer;
}

/** What else each status owes whoever was refused (RFC 9110, sections 10.2.3 and 11.6.1); the API has its own. */
const OWED: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { "WWW-Authenticate": `DisCal-Signature, ${BEARER}` },
  503: { "Retry-After": "30" },
};

/** The answer to a request that was refused (RFC 9457). */
function problem(error: DomainError, status: number): Response {
  // How long who asks too often is to wait.
  const { seconds } = error.details;
  const wait = seconds === undefined ? {} : { "Retry-After": String(seconds) };
  return problemAnswer(error, status, { ...OWED[status], ...wait });
}
