import type { Registration } from "../../core/model/registration.ts";
import type { Store } from "../../store/contract.ts";
import { sealedAs } from "../../store/registrations.ts";
import type { Vault } from "../../wire/vault.ts";
import type { RegistrationWish } from "../operations.ts";
import type { Random } from "../random.ts";
import { PATHS, type Self } from "../self.ts";
import type { FollowPayload } from "./follow.ts";
import { requestBody, sha256 } from "./request.ts";

/** When the other site is looked after again once it was asked: by then it has mostly verified. */
const FIRST_LOOK = 5000;

/** Whom is asked, and for what. */
export interface Asked extends RegistrationWish {
  /** Origin of the other site, and the endpoint that it named. */
  readonly site: string;
  readonly endpoint: string;
  /** Of its key, as it showed it. */
  readonly fingerprint: string | null;
}

/**
 * Puts down a request to another site under a fresh id, which is sent at once: the token in it, where there is one, is
 * kept sealed until the other site has it. Throws a DomainError `unavailable` where it cannot be sealed.
 */
export async function putDown(
  node: {
    readonly self: Pick<Self, "url">;
    readonly store: Pick<Store, "registrations" | "errands">;
    readonly vault: Vault;
    readonly clock: () => number;
    readonly random: Random;
  },
  { site, endpoint, fingerprint, filter, lease, mutual, proof }: Asked,
): Promise<Registration> {
  const { self, store, vault, clock, random } = node;
  const bearer = proof === "bearer" ? `discal_push_${text(random(32))}` : null;
  const callback = `${self.url}${PATHS.enterEvent}`;
  const wanted = { id: text(random(16)), site, callback, filter, lease, mutual };
  const now = clock();
  const registration: Registration = {
    ...wanted,
    direction: "out",
    fingerprint,
    request: sha256(requestBody(wanted, self.url, bearer)),
    credential: bearer === null ? null : sha256(bearer),
    state: "requested",
    leaseUntil: null,
    createdAt: now,
    changedAt: now,
    reason: "",
  };
  const sealed = bearer === null ? null : vault.seal(bearer, sealedAs(registration));
  const payload: FollowPayload = { endpoint, bearer: sealed };
  await store.registrations.save(registration);
  await store.errands.add({ kind: "register", subject: wanted.id, payload }, now, now + FIRST_LOOK);
  return registration;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
