import type { z } from "zod";
import { DomainError } from "../core/model/domain-error.ts";
import { requireShallow } from "./json-depth.ts";

/**
 * Reads a JSON message that came from `where`, by its schema. Throws a DomainError `invalid` that names the first
 * members that are wrong.
 */
export function readMessage<T>(schema: z.ZodType<T>, body: Uint8Array, where: string): T {
  const read = schema.safeParse(parseJson(body, where));
  if (read.success) return read.data;
  const faults = read.error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
  throw new DomainError("invalid", `What ${where} sent is not as the protocol says: ${faults.join("; ")}.`);
}

function parseJson(body: Uint8Array, where: string): unknown {
  const none = (cause: unknown) =>
    new DomainError("invalid", `What ${where} sent is no JSON.`, {}, { cause });
  const text = attempt(() => new TextDecoder("utf-8", { fatal: true }).decode(body), none);
  requireShallow(text, `What ${where} sent`);
  return attempt(() => JSON.parse(text) as unknown, none);
}

function attempt<T>(work: () => T, fault: (cause: unknown) => DomainError): T {
  try {
    return work();
  } catch (cause) {
    throw fault(cause);
  }
}
