import { parseFingerprint, parseOrigin } from "../../config/value.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Introduction } from "../../exchange/keys/introduce.ts";
import { UsageError } from "../exit.ts";
import { grouped } from "../fingerprint.ts";
import { formatFacts } from "../table.ts";

/** The origin that a person gave. Throws a UsageError. */
export function readOrigin(address: string): string {
  const origin = parseOrigin(address);
  if (origin !== null) return origin;
  throw new UsageError(
    `"${address}" is no node's address: expected an origin such as https://calendar.example, without path`,
  );
}

/** The fingerprint that a person gave, null where they gave none. Throws a UsageError. */
export function readFingerprint(text: string | undefined): string | null {
  const fingerprint = text === undefined ? null : parseFingerprint(text);
  if (text === undefined || fingerprint !== null) return fingerprint;
  throw new UsageError(
    `--fingerprint is "${text}": expected 40 hexadecimal digits, as \`discal keys\` shows`,
  );
}

/** Another key than the one that was told is refused, before anything is stored. */
export function refuseOther({ site }: Introduction, expected: string | null): void {
  if (expected === null || expected === site.fingerprint) return;
  throw new DomainError(
    "conflict",
    `${site.url} shows the key ${site.fingerprint}, but --fingerprint is ${expected}: ask its operator which is right. Nothing was done.`,
  );
}

/** How whoever cannot be asked agrees to the key that they have seen, and to no other. */
export function agreedFlags({ site }: Introduction): string {
  return `--yes --fingerprint ${site.fingerprint}`;
}

/** Who a node says it is, for whoever is to agree. */
export function introductionFacts({ site }: Introduction, expected: string | null, width: number): string {
  const facts = formatFacts(
    [
      ["node", site.name],
      ["address", site.url],
      ["key", grouped(site.fingerprint)],
    ],
    width,
  );
  return expected === null
    ? `${facts}Ask its operator whether this is the key (\`npx discal keys\` there): whoever has it is trusted.\n`
    : `${facts}That is the key that you named.\n`;
}
