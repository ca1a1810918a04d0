export const ZONE_ALIASES: ReadonlyMap<string, string> = new Map([["pst", "America/Los_Angeles"]]);
