import { messageOf } from "../../core/model/thrown.ts";
import { checkClock } from "./clock.ts";
import { checkConfiguration } from "./configuration.ts";
import { checkDataFolder } from "./data-folder.ts";
import { checkDatabase } from "./database.ts";
import { checkDisk } from "./disk.ts";
import type { Finding } from "./finding.ts";
import { checkKeyFiles } from "./key-files.ts";
import { checkKeyLife } from "./key-life.ts";
import type { Patient } from "./patient.ts";
import { checkPeerKeys } from "./peer-keys.ts";
import { checkPeers } from "./peers.ts";
import { checkProxy } from "./proxy.ts";
import { checkPublicUrl } from "./public-url.ts";
import { checkSecretKey } from "./secret-key.ts";
import { checkServer } from "./server.ts";
import { checkSites } from "./sites.ts";
import { checkTimeZones } from "./time-zones.ts";
import { checkTokens } from "./tokens.ts";

type Findings = Finding | readonly Finding[];

/** One question about a node; what belongs to it is shown under its name. */
interface Check {
  readonly name: string;
  readonly examine: (patient: Patient, clock: () => number) => Findings | Promise<Findings>;
}

/** All of them, in the order in which they are told: what others rest on comes first. */
const checks: readonly Check[] = [
  { name: "configuration", examine: checkConfiguration },
  { name: "data folder", examine: checkDataFolder },
  { name: "key files", examine: checkKeyFiles },
  { name: "key", examine: checkKeyLife },
  { name: "disk", examine: checkDisk },
  { name: "database", examine: checkDatabase },
  { name: "secret key", examine: checkSecretKey },
  { name: "clock", examine: checkClock },
  { name: "time zones", examine: (patient) => checkTimeZones(patient, process.versions.tz ?? "") },
  { name: "server", examine: checkServer },
  { name: "public URL", examine: checkPublicUrl },
  { name: "proxy", examine: checkProxy },
  { name: "sites", examine: checkSites },
  { name: "peers", examine: checkPeers },
  { name: "peers' keys", examine: checkPeerKeys },
  { name: "tokens", examine: checkTokens },
];

/** A finding with the name of the check that made it. */
export type Told = Finding & { readonly check: string };

/** Makes all checks, side by side; one that breaks is a problem of its own, and the others go on. */
export async function examineAll(patient: Patient, clock: () => number): Promise<readonly Told[]> {
  const findings = await Promise.all(checks.map((check) => examineOne(check, patient, clock)));
  return findings.flat();
}

async function examineOne(
  { name, examine }: Check,
  patient: Patient,
  clock: () => number,
): Promise<readonly Told[]> {
  try {
    const found = await examine(patient, clock);
    return [found].flat().map((finding) => ({ check: name, ...finding }));
  } catch (error) {
    const found = messageOf(error);
    return [
      { check: name, outcome: "problem", found, advice: "This could not be looked at: mend it first." },
    ];
  }
}
