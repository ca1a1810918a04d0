import { join } from "node:path";
import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** Is the database sound, and of this program's schema? */
export function checkDatabase({ config, database }: Pick<Patient, "config" | "database">): Finding {
  const path = join(config.node.data, "discal.db");
  if (database === null)
    return warning(`there is no ${path} yet`, "The first start makes it: npx discal serve");
  const { schema, newest, faults } = database;
  if (faults.length > 0)
    return problem(
      `${path} is damaged: ${faults.join("; ")}`,
      "Stop the server. Then put back your last backup (npx discal restore), or save what can be read (npx discal repair); sites and peers bring the rest again.",
    );
  if (schema > newest)
    return problem(
      `${path} has schema ${schema}, and this program knows up to ${newest}`,
      `Start the newer program that wrote it, or restore the copy ${path}.before-${newest + 1}.`,
    );
  if (schema < newest)
    return warning(
      `${path} has schema ${schema}; this program's is ${newest}`,
      "Restart the server with this program: it keeps a copy, and brings the database forward.",
    );
  return ok(`${path}: sound, schema ${schema}`);
}
