import { type Token, tokenFault } from "../../core/model/token.ts";
import { minuteText } from "../../sinks/moment.ts";
import { type Finding, ok, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

const FORTNIGHT = 14 * 86_400_000;

/** Does a program lose its access soon, or has one access that it does not use? */
export async function checkTokens({
  config,
  store,
  now,
}: Pick<Patient, "config" | "store" | "now">): Promise<readonly Finding[]> {
  if (store === null) return [];
  const valid = (await store.tokens.all()).filter((token) => tokenFault(token, now) === null);
  const faults = valid.flatMap((token) => faultOf(token, now, config.node.timezone));
  if (faults.length > 0) return faults;
  return [ok(`none of ${valid.length} is left over, or expires soon`)];
}

function faultOf(
  { id, name, role, createdAt, expiresAt, lastUsedAt }: Token,
  now: number,
  timezone: string,
): readonly Finding[] {
  if (expiresAt !== null && expiresAt - now < FORTNIGHT)
    return [
      warning(
        `"${name}" expires on ${minuteText(expiresAt, timezone)}`,
        `Make another one for it: npx discal token create ${JSON.stringify(name)} --role ${role}`,
      ),
    ];
  // A new one may yet be taken into use.
  if (lastUsedAt !== null || now - createdAt < FORTNIGHT) return [];
  return [
    warning(
      `"${name}" (${role}) was made on ${minuteText(createdAt, timezone)} and never used`,
      `If nobody needs it: npx discal token revoke ${id}`,
    ),
  ];
}
