import { existsSync } from "node:fs";
import { unreadable } from "../../exchange/push-register/unreadable.ts";
import { openVault } from "../../wire/secret-key.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** Can other sites' tokens be read, and by this user alone? */
export async function checkSecretKey({ config, store }: Pick<Patient, "config" | "store">): Promise<Finding> {
  const { secretKey } = config.node;
  if (!existsSync(secretKey))
    return warning(
      `there is no secret key at ${secretKey} yet`,
      "The first start makes one: npx discal serve",
    );
  const vault = await openVault(secretKey);
  if (vault.fault !== null)
    return problem(vault.fault, "Until then this node takes and uses no tokens of other sites.");
  const sites = store === null ? [] : await unreadable(store, vault);
  if (sites.length === 0)
    return ok(`${secretKey}: only this user can read it, and it opens all that is sealed`);
  return problem(
    `${secretKey} does not open the tokens that ${sites.join(", ")} gave: it is another one`,
    "Put the right file back from a copy, or wait until those sites ask anew.",
  );
}
