import * as z from "zod";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Random } from "../../exchange/random.ts";
import { createToken } from "../../exchange/tokens.ts";
import { tokenJson } from "../../sinks/token-json.ts";
import type { Tokens } from "../../store/tokens.ts";
import { route, type Route } from "./route.ts";
import { instant, line, listOf, maybeInstant, wholeList } from "./shapes.ts";

const role = z
  .enum(["admin", "editor", "reader"], { error: "admin, editor or reader" })
  .meta({ description: "Each may all that the ones after it may" });

const tokenShape = z
  .object({
    id: z.int(),
    name: z.string(),
    role,
    state: z.enum(["valid", "expired", "revoked"]),
    created_at: instant,
    expires_at: maybeInstant,
    last_used_at: maybeInstant.describe("To the minute"),
    revoked_at: maybeInstant,
  })
  .meta({ id: "Token" });

const LIFETIME = 90 * 24 * 60 * 60_000;
const INSTANT = "an instant such as 2027-07-31T00:00:00Z, or null for never";
const expiry = z
  .string({ error: INSTANT })
  .refine((text) => readInstant(text) !== null, { error: INSTANT })
  .nullable()
  .meta({ description: "Null: never. After 90 days where it is left out" })
  .optional();

/** Access tokens. */
export function tokenRoutes(node: {
  readonly tokens: Tokens;
  readonly random: Random;
  readonly clock: () => number;
}): readonly Route[] {
  const { tokens, random, clock } = node;
  return [
    route({
      method: "get",
      path: "/tokens",
      role: "admin",
      name: "listTokens",
      chapter: "tokens",
      summary: "Tokens, newest first, expired and revoked ones among them; never their texts",
      answer: listOf(tokenShape),
      handle: async () => ({
        body: wholeList((await tokens.all()).map((token) => tokenJson(token, clock()))),
      }),
    }),
    route({
      method: "post",
      path: "/tokens",
      role: "admin",
      name: "createToken",
      chapter: "tokens",
      summary: "Make a token; its text is told this once",
      about: "Repeated with the same Idempotency-Key, `token` is null: it is kept nowhere.",
      json: z
        .strictObject({ name: line(100, "What it is for"), role, expires_at: expiry })
        .meta({ id: "NewToken" }),
      answer: tokenShape
        .extend({ token: z.string().nullable().describe("Keep it: it is not told again") })
        .meta({
          id: "CreatedToken",
        }),
      status: 201,
      kept: (answer) => ({ ...answer, token: null }),
      handle: async ({ body: { name, role, expires_at: expires } }) => {
        const now = clock();
        const expiresAt =
          expires === undefined ? now + LIFETIME : expires === null ? null : readInstant(expires);
        const { token, text } = await createToken(tokens, random, { name, role, expiresAt }, now);
        return { body: { token: text, ...tokenJson(token, now) } };
      },
    }),
    route({
      method: "delete",
      path: "/tokens/{id}",
      role: "admin",
      name: "revokeToken",
      chapter: "tokens",
      summary: "Revoke a token; it stays in the list",
      answer: tokenShape,
      handle: async ({ params }) => {
        const token = await tokens.revoke(readId(params.id), clock());
        return { body: tokenJson(token, clock()) };
      },
    }),
  ];
}

function readId(id: string): number {
  if (/^[1-9]\d{0,8}$/.test(id)) return Number(id);
  throw new DomainError("not-found", `There is no token “${id.slice(0, 40)}”.`, { parameter: "id" });
}

function readInstant(text: string): number | null {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return null;
  }
}
