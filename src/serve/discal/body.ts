import { DomainError } from "../../core/model/domain-error.ts";

/** A request's body, read no further than `most` bytes. Throws a DomainError `too-large`. */
export async function readBody(request: Request, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  requireSize(request, most);
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > most) throw tooLarge(most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Throws a DomainError `too-large` where a request announces a body of more than `most` bytes. */
export function requireSize(request: Request, most: number): void {
  if (Number(request.headers.get("Content-Length") ?? 0) > most) throw tooLarge(most);
}

function tooLarge(most: number): DomainError {
  return new DomainError("too-large", `The body may have at most ${most} bytes.`, { most });
}
