import { DomainError } from "../core/model/domain-error.ts";
import type { SiteDeclaration } from "../core/model/site.ts";
import { checkDocument } from "./check.ts";
import { declareSites } from "./declare.ts";
import { keyOf } from "./load.ts";

/**
 * One entry of `sites:` or `peers:` as the registry takes it, by the same rules as in the file. `allow` is
 * `network.allow`, `ownUrl` the node's own origin. Throws a DomainError `invalid` with all that is wrong, a line each.
 */
export function declareEntry(
  section: "sites" | "peers",
  entry: Readonly<Record<string, unknown>>,
  { allow, ownUrl }: { readonly allow: readonly string[]; readonly ownUrl: string },
): SiteDeclaration {
  const value = { network: { allow }, [section]: [entry] };
  const { settings, problems } = checkDocument(
    { value, problems: [], lineOf: () => 1 },
    { url: ownUrl, smtp: null },
  );
  const [declared] = settings === null ? [] : declareSites(settings);
  if (declared !== undefined) return declared;
  const complaints = problems.map(({ path, message }) => {
    const key = keyOf((path ?? []).slice(2));
    return key === "" ? message : `${key}: ${message}`;
  });
  throw new DomainError("invalid", complaints.join("\n"));
}
