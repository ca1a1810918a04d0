import { DomainError } from "../core/model/domain-error.ts";

/**
 * Is it this node's own database that fails, on a full, read-only or failing disk, or because another process holds it?
 * Then what was to be stored is nobody else's fault, and is to be done again.
 */
export function isStoreFault(error: unknown): error is DomainError {
  return error instanceof DomainError && error.problem === "unavailable" && "code" in error.details;
}

/** The database itself is damaged: a person has to repair it. */
export function isDamage({ details }: DomainError): boolean {
  return /^SQLITE_(?:CORRUPT|NOTADB)/.test(String(details["code"]));
}
