import { DomainError } from "../../core/model/domain-error.ts";
import { keyLife } from "../../wire/key-life.ts";
import { minuteText } from "../../sinks/moment.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

const SOON = 30 * 86_400_000;

/** Will what this node signs be believed? */
export async function checkKeyLife({
  key,
  config,
  now,
}: Pick<Patient, "key" | "config" | "now">): Promise<readonly Finding[]> {
  // checkKeyFiles says that there is none.
  if (key === null) return [];
  if (key instanceof DomainError) return [problem("the key cannot be used", key.message)];
  const { revoked, expiresAt } = await keyLife(key.certificate, now);
  if (revoked) return [problem(`${key.fingerprint} is revoked: no peer takes what it signs`, renewal)];
  if (expiresAt === null) return [ok(`${key.fingerprint}, which does not expire`)];
  const until = minuteText(expiresAt, config.node.timezone);
  if (expiresAt <= now)
    return [problem(`${key.fingerprint} expired on ${until}: no peer takes what it signs`, renewal)];
  if (expiresAt <= now + SOON) return [warning(`${key.fingerprint} expires on ${until}`, renewal)];
  return [ok(`${key.fingerprint}, valid until ${until}`)];
}

const renewal =
  "Prolong it with gpg (import keys/primary.asc, `gpg --quick-set-expire`, export it again) and put it back in place of primary.asc, without signing.asc, which the next start makes anew.";
