import type { Repair } from "../../repair.ts";
import type { Database } from "../database/database.ts";
import type { HandOut } from "../database/handed-out.ts";
import { repairChanges } from "./changes.ts";
import { repairDigest } from "./digest.ts";
import { repairObjects } from "./objects.ts";
import { repairPeers } from "./peers.ts";

/** What other nodes are told of this one's state, and what is known of theirs (protocol, sections 7 and 9). */
export function repair(db: Database, handOut: HandOut): Repair {
  return { ...repairChanges(db, handOut), ...repairDigest(db), ...repairObjects(db), ...repairPeers(db) };
}
