import { DomainError } from "../../core/model/domain-error.ts";
import type { Incoming } from "../../exchange/room.ts";

/** What comes with a request, of at most `most` bytes. Throws a DomainError `too-large` where it says itself that it is more. */
export function incoming(request: Request, most: number): Incoming {
  return { announced: announcedSize(request, most), read: () => readBody(request, most) };
}

/** A request's body, read no further than `most` bytes. Throws DomainErrors `too-large`, and `invalid` where it breaks off. */
export async function readBody(request: Request, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  announcedSize(request, most);
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      if (size > most) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    // Whoever sent it is gone: nobody has to be told, and it is no fault of this node.
    throw new DomainError("invalid", "The body broke off before it was whole.", {}, { cause });
  }
  if (size > most) throw tooLarge(most);
  return Buffer.concat(chunks);
}

function announcedSize({ headers }: Request, most: number): number | null {
  const announced = headers.get("Content-Length");
  if (Number(announced ?? 0) > most) throw tooLarge(most);
  return announced === null ? null : Number(announced);
}

function tooLarge(most: number): DomainError {
  return new DomainError("too-large", `The body may have at most ${most} bytes.`, { most });
}
