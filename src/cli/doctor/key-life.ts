import { DomainError } from "../../core/model/domain-error.ts";
import { keyLife } from "../../wire/key-life.ts";
import type { Signer, Verifier } from "../../wire/signer.ts";
import { minuteText } from "../../sinks/moment.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

const SOON = 30 * 86_400_000;

/** Will what this node signs be believed? */
export async function checkKeyLife({
  key,
  config,
  now,
  verifier,
  store,
}: Pick<Patient, "key" | "config" | "now" | "verifier" | "store">): Promise<readonly Finding[]> {
  // checkKeyFiles says that there is none.
  if (key === null) return [];
  if (key instanceof DomainError) return [problem("the key cannot be used", key.message)];
  const known = (await store?.keys.find(key.fingerprint)) ?? null;
  const certificate = await verifier.join(known?.certificate ?? null, key.certificate);
  const { revoked, expiresAt } = await keyLife(certificate, now);
  if (revoked) return [problem(`${key.fingerprint} is revoked: no peer takes what it signs`, renewal)];
  const until = minuteText(expiresAt, config.node.timezone);
  if (expiresAt !== null && expiresAt <= now)
    return [problem(`${key.fingerprint} expired on ${until}: no peer takes what it signs`, renewal)];
  const givenUp = await subkeyFault({ key, verifier, now }, certificate);
  if (givenUp !== null) return [givenUp];
  if (expiresAt === null) return [ok(`${key.fingerprint}, which does not expire`)];
  if (expiresAt <= now + SOON) return [warning(`${key.fingerprint} expires on ${until}`, renewal)];
  return [ok(`${key.fingerprint}, valid until ${until}`)];
}

/** The subkey in signing.asc may be one that was given up: where the folder was put back from an old copy. */
async function subkeyFault(
  { key, verifier, now }: { readonly key: Signer; readonly verifier: Verifier; readonly now: number },
  certificate: string,
): Promise<Finding | null> {
  const bytes = new TextEncoder().encode("discal doctor");
  const { fingerprint } = key;
  const checked = await key
    .sign(bytes, now)
    .then((signature) => verifier.verify(bytes, signature, { fingerprint, certificate }, now));
  if (checked.ok) return null;
  return problem(
    `signing.asc holds a subkey of ${fingerprint} that peers do not take: ${checked.reason}`,
    "If the keys were put back from an old copy, put back the newest; else make a new subkey: npx discal keys rotate",
  );
}

const renewal =
  "A new signing subkey is made by: npx discal keys rotate. A primary key that expires is prolonged with gpg (import keys/primary.asc, `gpg --quick-set-expire`, export it again) and put back in place of primary.asc; then rotate.";
