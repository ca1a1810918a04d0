import { hash } from "node:crypto";
import { filterWords } from "../../config/filter-options.ts";
import type { Registration } from "../../core/model/registration.ts";
import type { RegisterRequest } from "../../wire/push-register.ts";

/** What a request says, in the terms of the model. */
export type Wanted = Pick<Registration, "id" | "site" | "callback" | "filter" | "lease" | "mutual">;

/**
 * The bytes of a request to another site: the same each time, so that their hash stands for it. `bearer`: the token that
 * the other site is to push with, null by OpenPGP.
 */
export function requestBody(wanted: Wanted, ownUrl: string, bearer: string | null): Uint8Array {
  const request: RegisterRequest = {
    protocol: "discal/1",
    registration: wanted.id,
    publisher: wanted.site,
    site: ownUrl,
    callback: wanted.callback,
    lease: Math.floor(wanted.lease / 1000),
    filter: filterWords(wanted.filter),
    bearer,
    mutual: wanted.mutual,
  };
  return new TextEncoder().encode(JSON.stringify(request));
}

/** SHA-256 in hex: of a request, or of a token. */
export function sha256(text: string | Uint8Array): string {
  return hash("sha256", text);
}
