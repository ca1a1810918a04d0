import type { Site } from "../../core/model/site.ts";
import type { Version } from "../../core/model/version.ts";
import { sourceOf } from "../polling/read-feed.ts";

/** Says in words who wrote a version, where these are the sites that the node knows. */
export function authorOf(sites: readonly Site[]): (version: Pick<Version, "by" | "source">) => string {
  const names = new Map(sites.map((site) => [sourceOf(site), site.name]));
  return ({ by, source }) =>
    by === "person" ? "a person" : `feed: ${names.get(source ?? "") ?? "one that is not polled here"}`;
}
