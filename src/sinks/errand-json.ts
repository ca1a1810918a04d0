import type { Errand } from "../core/model/errand.ts";
import type { Registration } from "../core/model/registration.ts";
import { instantOf } from "./instant.ts";

/** Where an errand stands. */
export type ErrandState = "waiting" | "done" | "given-up";

export function errandState({ nextTry, outcome }: Errand): ErrandState {
  if (nextTry !== null) return "waiting";
  return outcome === null ? "given-up" : "done";
}

/** What an errand is about, for people: of a registration its site, as nobody knows it by its id. */
export function errandAbout({ kind, subject }: Errand, registrations: readonly Registration[]): string {
  const direction = kind === "register" ? "out" : "in";
  const asked = kind === "register" || kind === "verify";
  const found = registrations.find((each) => asked && each.direction === direction && each.id === subject);
  return found === undefined ? subject : new URL(found.site).host;
}

/** The JSON of an errand, without what it carries: that may hold addresses which are nobody's business. */
export function errandJson(errand: Errand) {
  const { id, kind, subject, createdAt, tries, nextTry, lastError, outcome } = errand;
  return {
    id,
    kind,
    subject,
    state: errandState(errand),
    created_at: instantOf(createdAt),
    tries,
    next_try: instantOf(nextTry),
    last_error: lastError,
    outcome,
  };
}
