import { z } from "zod";
import { origin } from "./grammar.ts";
import type { Signer, Verification, Verifier } from "./signer.ts";

/** Most former origins that a site document names. */
export const MOST_MOVES = 20;

/** That a node left one origin for another, signed by its key: a member of `moves` in its site document. */
export const moveStatement = z
  .object({
    from: origin.describe("Origin that the node left"),
    to: origin.describe("Origin at which it is now: the `url` of the site document"),
    created: z.int().min(1).max(999_999_999_999).describe("Seconds since 1970"),
    signature: z
      .base64()
      .min(4)
      .max(1400)
      .describe("One detached packet over the text of PROTOCOL.md, section 6, base64"),
  })
  .meta({
    title: "Statement of a move",
    examples: [
      {
        from: "https://a.example",
        to: "https://new.a.example",
        created: 1_773_662_405,
        signature:
          "wnUEABYKACcFgmm38MUJEN5puBJwR+faFiEE4kE69HSdhjoQ8nxO3mm4EnBH59oAAN6oAQCbKz3kZUP8CkuUWtaS+FRXjxFgdQRbU/cpvOAgC12hcgD/cTxfEEB/5Mm7h816tG8htSvUOHTs6sybNgjFUW8JAAk=",
      },
    ],
  });

export type MoveStatement = Readonly<z.infer<typeof moveStatement>>;

type Unsigned = Omit<MoveStatement, "signature">;

/** The text that a statement signs; `fingerprint` is the node's primary, 40 hex in upper case. */
export function moveText({ from, to, created }: Unsigned, fingerprint: string): string {
  const lines = [`from: ${from}`, `to: ${to}`, `fingerprint: ${fingerprint}`, `created: ${created}`];
  return `DisCal-Move/1\n${lines.join("\n")}\n`;
}

/** Signs that this node leaves one origin for another. `at` in ms since 1970. */
export async function signMove(
  { from, to }: Pick<MoveStatement, "from" | "to">,
  signer: Signer,
  at: number,
): Promise<MoveStatement> {
  const move = { from, to, created: Math.floor(at / 1000) };
  const signature = await signer.sign(bytesOf(move, signer.fingerprint), at);
  return { ...move, signature: Buffer.from(signature).toString("base64") };
}

/**
 * Is the statement by this key? It must have been valid when it signed, since it may have been renewed by the time
 * that somebody reads this. `at` in ms since 1970.
 */
export function checkMove(
  move: MoveStatement,
  verifier: Verifier,
  key: { readonly fingerprint: string; readonly certificate: string },
  at: number,
): Promise<Verification> {
  const signature = new Uint8Array(Buffer.from(move.signature, "base64"));
  return verifier.verify(bytesOf(move, key.fingerprint), signature, key, at, "object");
}

function bytesOf(move: Unsigned, fingerprint: string): Uint8Array {
  return new TextEncoder().encode(moveText(move, fingerprint));
}
