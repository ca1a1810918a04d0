import { sitesWithHealth } from "../../serve/feeds/site-health.ts";
import { troubleText } from "../sites/health-words.ts";
import { type Finding, ok, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** Are all feeds read? */
export async function checkSites({
  config,
  store,
}: Pick<Patient, "config" | "store">): Promise<readonly Finding[]> {
  if (store === null) return [];
  const rows = (await sitesWithHealth(store.registry)).filter(({ site }) => site.enabled);
  const troubles = rows.flatMap((row) => {
    const trouble = troubleText(row, config.node.timezone);
    const advice = `See what it shows: npx discal sites health ${row.site.id}`;
    return trouble === null ? [] : [warning(`${row.site.name}: ${trouble}`, advice)];
  });
  return troubles.length > 0 ? troubles : [ok(`none of ${rows.length} fails`)];
}
