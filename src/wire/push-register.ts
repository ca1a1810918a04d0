import { z } from "zod";
import { filterOptions } from "../config/filter-options.ts";
import { address, digest, origin } from "./grammar.ts";

/** Most bytes of a request. */
export const MAX_REGISTER_BYTES = 16 * 1024;

/** Seconds of 30 days. */
const LONGEST_LEASE = 30 * 86_400;

/** 128 random bits or more; nobody can guess them, so that whoever knows them may ask for the state. */
const id = z.string().regex(/^[A-Za-z0-9_-]{22,64}$/);

const callback = address.refine((url) => !/[?#@\s]/.test(url), {
  error: "must have neither query, fragment nor user name",
});

const lease = z.int().min(3600).max(LONGEST_LEASE).describe("Seconds");

const publisher = "https://a.example";
const site = "https://b.example";
const registration = "Zk3uJm0oT2aXb1qVY5r8Hw";

/**
 * Body of `POST /discal/push-register` (protocol, section 7): a site asks another to push to it. The SHA-256 of these
 * very bytes is what the site is asked to confirm.
 */
export const registerRequest = z
  .object({
    protocol: z.literal("discal/1"),
    registration: id.describe("Chosen at random by the site that asks; another wish gets another one"),
    publisher: origin.describe("Who is asked: a request to somebody else is refused"),
    site: origin.describe("Who asks"),
    callback: callback.describe(
      "Where is pushed to, and what is asked for confirmation; of the site's origin",
    ),
    lease,
    filter: filterOptions.nullable().optional().describe("What the site is interested in; null: everything"),
    bearer: z
      .string()
      .regex(/^[\x21-\x7e]{22,200}$/)
      .nullable()
      .optional()
      .describe("Token that pushes carry as `Authorization: Bearer`; null: they are signed by OpenPGP"),
    mutual: z
      .boolean()
      .optional()
      .describe("The site is ready to push in return: it takes a request of the publisher without an admin"),
  })
  .refine((request) => URL.parse(request.callback)?.origin === request.site, {
    error: "callback must have the origin that site names",
  })
  .meta({
    title: "Request to be pushed to",
    examples: [
      {
        protocol: "discal/1",
        registration,
        publisher,
        site,
        callback: `${site}/discal/enter-event`,
        lease: 864_000,
        filter: { tags: ["music"] },
        bearer: null,
        mutual: true,
      },
    ],
  });

export type RegisterRequest = z.infer<typeof registerRequest>;

/** Answer to `GET /discal/push-register/{id}`, once the site has confirmed its request. */
export const registerStatus = z
  .object({
    registration: id,
    state: z
      .enum(["awaiting-approval", "active", "expired", "suspended", "gone", "revoked"])
      .describe("A request that is not confirmed yet is answered like one that is not known: 404"),
    lease: lease.describe("Seconds that are granted at a time: the site renews when half of them are past"),
    leaseUntil: z.iso.datetime().nullable().describe("When the lease ends; null where there is none"),
    reason: z.string().max(1000).describe('Why it is in its state, for people; "" where that is plain'),
  })
  .meta({
    title: "State of a registration",
    examples: [
      { registration, state: "active", lease: 864_000, leaseUntil: "2026-03-26T12:00:00Z", reason: "" },
    ],
  });

export type RegisterStatus = z.infer<typeof registerStatus>;

/** Query of the request by which a callback is asked whether it did ask (verification of intent). */
export const intentQuery = z.object({
  registration: id,
  request: digest,
  challenge: z.string().regex(/^[A-Za-z0-9_-]{22,64}$/),
  lease: z.string().regex(/^[1-9][0-9]{0,7}$/),
});

export type IntentQuery = z.infer<typeof intentQuery>;
