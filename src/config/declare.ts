import type { SiteDeclaration } from "../core/model/site.ts";
import { filterOf, type FilterWords } from "./filter-options.ts";
import type { PeersFile } from "./options.ts";
import { parseFingerprint, parseOrigin, parseSiteUrl } from "./value.ts";

const defaultPoll = "1h";

type Said = FilterWords | null | undefined;

/** The sites and peers of a checked file as the registry takes them: feeds first, in their order, then peers. */
export function declareSites(settings: PeersFile): readonly SiteDeclaration[] {
  const feeds = (settings.sites ?? []).map((site) =>
    declaration(parseSiteUrl(site.url) ?? site.url, site, {
      kind: "feed",
      lead: site.lead ?? "person",
      push: false,
      accept: false,
      fingerprint: null,
      quota: null,
    }),
  );
  const peers = (settings.peers ?? []).map((peer) =>
    declaration(parseOrigin(peer.url) ?? peer.url, peer, {
      kind: "peer",
      lead: "person",
      push: peer.push ?? true,
      accept: peer.accept ?? true,
      fingerprint: parseFingerprint(peer.fingerprint ?? ""),
      quota: peer.quota ?? null,
    }),
  );
  return [...feeds, ...peers].map((each, position) => ({ ...each, position }));
}

function declaration(
  url: string,
  says: {
    readonly name?: string | undefined;
    readonly poll?: string | false | undefined;
    readonly tags?: string[] | undefined;
    readonly filters?: { readonly in?: Said; readonly out?: Said } | undefined;
  },
  role: Pick<SiteDeclaration, "kind" | "lead" | "push" | "accept" | "fingerprint" | "quota">,
): Omit<SiteDeclaration, "position"> {
  return {
    ...role,
    url,
    name: says.name ?? new URL(url).host,
    declared: "file",
    poll: says.poll === false ? null : (says.poll ?? defaultPoll),
    tags: [...new Set(says.tags)],
    filterIn: filterOf(says.filters?.in),
    filterOut: filterOf(says.filters?.out),
  };
}
