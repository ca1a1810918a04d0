import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { strangerOf } from "./data-folder.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** Can nobody else read the secret keys? */
export function checkKeyFiles({ config }: Pick<Patient, "config">): readonly Finding[] {
  const folder = join(config.node.data, "keys");
  const files = filesIn(folder);
  if (files.length === 0)
    return [warning(`there is no key in ${folder} yet`, "The first start makes one: npx discal serve")];
  const faults = files.flatMap((file) => faultOf(join(folder, file)));
  return faults.length > 0 ? faults : [ok(`${files.join(", ")}: only this user can read them`)];
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".asc"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function faultOf(file: string): readonly Finding[] {
  const { mode, uid } = statSync(file);
  const stranger = strangerOf(uid);
  if (stranger !== null)
    return [warning(`${file} belongs to ${stranger}`, "Run discal as the user that the server runs as.")];
  const bits = mode & 0o777;
  if (process.platform === "win32" || (bits & 0o077) === 0) return [];
  return [
    problem(
      `${file} can be read by others (mode ${bits.toString(8)})`,
      `Close it: chmod 600 ${file}. If others may have read it, the key is no secret any more.`,
    ),
  ];
}
