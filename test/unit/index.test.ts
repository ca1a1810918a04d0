import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseSync } from "oxc-parser";
import { describe, expect, it } from "vitest";

const src = join(import.meta.dirname, "..", "..", "src");

interface Exported {
  readonly name: string;
  readonly from: string;
}

/** What a face names, types among it, and the file that each comes from. */
function facedBy(file: string): readonly Exported[] {
  const { module } = parseSync(file, readFileSync(file, "utf8"));
  return module.staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ exportName, moduleRequest }) => {
      const from = join(dirname(file), moduleRequest!.value);
      return exportName.name === null ? facedBy(from) : [{ name: exportName.name, from }];
    });
}

/** All modules that a file loads at run time, and the packages that they ask for. */
function loadedBy(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const { module } = parseSync(file, readFileSync(file, "utf8"));
  const named = [
    ...module.staticImports
      .filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
      .map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ isType, moduleRequest }) => (isType ? [] : (moduleRequest?.value ?? []))),
    ),
  ];
  for (const name of named) {
    if (name.startsWith(".")) loadedBy(join(dirname(file), name), seen);
    else seen.add(name);
  }
  return seen;
}

const names = (file: string) => facedBy(join(src, file)).map(({ name }) => name);

describe("the library's face", () => {
  it("is what it is on purpose", () => {
    const core = new Set(names("core.ts"));
    expect(names("core.ts").toSorted().join(" ")).toMatchInlineSnapshot(
      `"Author Block Circle ClassState ComparedField CutObject CutOptions Difference DomainError DomainProblem EventChange EventDraft EventFilter EventSummary EventTime Expansion Facet FeedHead FeedHeading FeedState MAX_NUMBER Made MergeVerdict Merged ObjectState Occurrence OccurrenceWindow PeerFilter PlainHttp Policy PolicyAction Position Refusal Restamp Saying SourceEvent SplitFeed Subject Version VersionClass compareVersions composeEvent cutObject decodeCalendar describe differences exactDigest expand feedEnd feedObject feedStart inConflict isCalendar isKnownZone isProposal leastHop merge mergeFields newFeedState nextRevision offeredHop placeKeys policyVerdict readObject refusedBy restamp reviseEvent semanticDigest sendHop splitCalendars splitFeed subjectOf tagKey tombstone uidDomain uidFingerprint winner wireText writeCalendar"`,
    );
    expect(
      names("index.ts")
        .filter((name) => !core.has(name))
        .toSorted()
        .join(" "),
    ).toMatchInlineSnapshot(
      `"CalendarSelection Commons Config EventJson EventPage EventQuery EventRow Introduction Listening Log MomentJson Move NetworkConfig NewEvent NewSite Node NodeConfig NodeParts Notice OfferResult OfferVerdict Operations OutboundRequest OutboundResponse Overlay OverlayWish PersonalOperations PollReport PollSummary PollWish PublishedObject Random Registration RegistrationWish Resolution Self Send SendMail Signer Site SiteChange SiteDeclaration SiteHealth SitePreview Source Store StoredObject Vault Verifier beat calendarStream createLog createNode createSend createSendMail createVerifier eventJson eventPath listen objectCalendar openKeys openNode openVault parseConfig readConfig"`,
    );
  });

  it("names nothing twice", () => {
    const all = names("index.ts");
    expect(all.length).toBe(new Set(all).size);
  });

  it("explains every symbol where it stands", () => {
    const bare = facedBy(join(src, "index.ts")).filter(({ name, from }) => {
      const declared = new RegExp(
        String.raw`\*/\nexport (async )?(function\*?|interface|type|class|const) ${name}\b`,
      );
      return !existsSync(from) || !declared.test(readFileSync(from, "utf8"));
    });
    expect(bare.map(({ name, from }) => `${name} in ${from.slice(src.length + 1)}`)).toEqual([]);
  });

  it("gives the core alone, without store, native modules, openpgp or network", () => {
    const loaded = [...loadedBy(join(src, "core.ts"))];
    const foreign = loaded.filter((name) => !name.startsWith(`${src}/core`));
    expect(foreign.toSorted()).toEqual(["ical.js", "node:crypto", "timezones-ical-library", "windows-iana"]);
  });
});

it("the program tells help without waiting for the store, openpgp, or what answers on the port", () => {
  const loaded = loadedBy(join(src, "main.ts"));
  expect(loaded.size).toBeGreaterThan(100);
  const slow = ["better-sqlite3", "openpgp", "undici", "hono", join(src, "node.ts")];
  expect(slow.filter((name) => loaded.has(name))).toEqual([]);
});
