import type { SiteDeclaration } from "../core/model/site.ts";

/** A feed or peer as an operator adds it: an entry of `sites:` or `peers:` in the configuration file. */
export type NewSite = Omit<SiteDeclaration, "declared" | "position">;
