import { DomainError } from "../../core/model/domain-error.ts";
import type { SignedEntry } from "../../exchange/editing/signed-entry.ts";
import { readBody } from "./body.ts";
import { LIMITS } from "./site.ts";

/** One calendar, one signature, and what a form puts around them. */
const FORM_BYTES = 2 * LIMITS.objectBytes + 16 * 1024;

/**
 * The form by which a person enters an event (protocol, section 6): `ical`, `signature` and `created`. Throws a
 * DomainError `invalid` that names the field that is missing or wrong, `too-large`.
 */
export async function readEntryForm(request: Request): Promise<SignedEntry> {
  const body = await readBody(request, FORM_BYTES);
  const headers = { "Content-Type": request.headers.get("Content-Type") ?? "" };
  const form = await new Response(Buffer.from(body), { headers }).formData().catch((cause: unknown) => {
    throw new DomainError("invalid", "The form cannot be read as multipart/form-data.", {}, { cause });
  });
  const created = form.get("created");
  if (typeof created !== "string" || !/^[1-9][0-9]{0,11}$/.test(created))
    throw missing("created", "the moment that stands in the signed text, in seconds since 1970");
  const ical = await bytesOf(form, "ical", "the calendar, as a file");
  const signature = await bytesOf(form, "signature", "the detached signature, as a file");
  return { ical, signature, created: Number(created) };
}

async function bytesOf(form: FormData, name: string, what: string): Promise<Uint8Array> {
  const parts = form.getAll(name);
  const [part] = parts;
  if (part === undefined || parts.length > 1) throw missing(name, what);
  return typeof part === "string" ? new TextEncoder().encode(part) : new Uint8Array(await part.arrayBuffer());
}

function missing(field: string, what: string): DomainError {
  return new DomainError("invalid", `The form needs the field ${field} once: ${what}.`, { field });
}
