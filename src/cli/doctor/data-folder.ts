import { statSync } from "node:fs";
import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** Is the data folder there, this user's, and nobody else's to look into? */
export function checkDataFolder({ config }: Pick<Patient, "config">): Finding {
  const { data } = config.node;
  const stats = statSync(data, { throwIfNoEntry: false });
  if (stats === undefined)
    return warning(`${data} is not there yet`, "The first start makes it: npx discal serve");
  if (!stats.isDirectory())
    return problem(`${data} is no folder`, "Name another one with node.data or DISCAL_DATA.");
  const stranger = strangerOf(stats.uid);
  if (stranger !== null)
    return warning(`${data} belongs to ${stranger}`, "Run discal as the user that the server runs as.");
  const bits = stats.mode & 0o777;
  // Windows has no such bits.
  if (process.platform === "win32" || (bits & 0o077) === 0) return ok(data);
  return warning(
    `${data} is open to other users of this machine (mode ${bits.toString(8)})`,
    `Close it: chmod 700 ${data}`,
  );
}

/** Whose something is where it isn't this user's, in words; null where it is, or the system does not say. */
export function strangerOf(uid: number): string | null {
  const own = process.getuid?.();
  return own === undefined || own === uid ? null : `user ${uid}, and this is user ${own}`;
}
