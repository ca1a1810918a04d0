import { Option } from "commander";
import type { Command } from "commander";
import type { SiteChange } from "../../store/registry.ts";
import { type FilterOptions, filterSettings, withFilterIn } from "../filter-options.ts";
import { repeated } from "../repeated.ts";

/** The options that say how a site is treated. */
export interface SiteOptions extends Pick<FilterOptions, "filterIn"> {
  readonly name?: string;
  readonly poll?: string;
  readonly tag?: readonly string[] | false;
  readonly lead?: "person" | "source";
}

/** What the options say, in the terms of the registry; what they don't say is left out. */
export function siteSettings({
  name,
  poll,
  tag,
  lead,
  filterIn,
}: SiteOptions): Pick<SiteChange, "name" | "poll" | "tags" | "lead" | "filterIn"> {
  return {
    ...(name !== undefined && { name }),
    ...(poll !== undefined && { poll: NEVER.includes(poll) ? null : poll }),
    ...(tag !== undefined && { tags: tag === false ? [] : tag }),
    ...(lead !== undefined && { lead }),
    ...filterSettings(filterIn === undefined ? {} : { filterIn }),
  };
}

/** Adds the options that say how a site is treated. */
export function withSiteSettings(command: Command): Command {
  return withFilterIn(command)
    .option("--name <name>", "what people call it; by default what it calls itself, else its host")
    .option("--poll <schedule>", 'how often: "30m", "1h", "2d", a cron pattern, or never (by default 1h)')
    .option("--tag <tag>", "a tag that this node adds to all that it shows; may be repeated", repeated)
    .addOption(
      new Option(
        "--lead <who>",
        "whose change counts where a person has revised an event of it (by default person)",
      ).choices(["person", "source"]),
    );
}

/** The file says `false`. */
const NEVER = ["never", "false"];
