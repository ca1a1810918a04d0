import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { sizeText } from "../quantity.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

const LEAST = 100_000_000;

/** Is there room for the database to grow, and for the copy that an upgrade makes of it? */
export function checkDisk({ config, database }: Pick<Patient, "config" | "database">): Finding {
  const { bavail, bsize } = statfsSync(nearestFolder(config.node.data));
  return judgeDisk(bavail * bsize, database?.bytes ?? 0);
}

/** Both in bytes. */
export function judgeDisk(free: number, used: number): Finding {
  const found = `${sizeText(free)} are free; the database has ${sizeText(used)}`;
  const advice = "Make room, or move the data folder (node.data) to a larger disk.";
  if (free < LEAST) return problem(found, advice);
  return free < LEAST + 2 * used
    ? warning(`${found}: too little for a copy of it, as an upgrade makes one`, advice)
    : ok(found);
}

/** The folder that will hold it, where it is not there yet. */
function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder));
}
