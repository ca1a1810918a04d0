import fc from "fast-check";
import { expect, it } from "vitest";
import type { PeerFilter } from "../../src/core/model/peer-filter.ts";
import type { Policy } from "../../src/core/model/policy.ts";
import { admission, forwarded } from "../../src/core/reconcile/interest.ts";
import { refusedBy } from "../../src/core/reconcile/refused-by.ts";
import type { Subject } from "../../src/core/reconcile/subject.ts";

const name = fc.constantFrom("music", "books", "free", "a.example", "b.example", "*.example");
const names = fc.array(name, { maxLength: 3 });
const degrees = fc.constantFrom(-1, 0, 0.5, 1);
const filter: fc.Arbitrary<PeerFilter> = fc.record(
  {
    tags: names,
    withoutTags: names,
    origins: names,
    withoutOrigins: names,
    near: fc.record({ latitude: degrees, longitude: degrees, radius: fc.nat(200_000) }),
    hops: fc.nat(6),
    bytes: fc.nat(100),
    text: fc.constantFrom("jazz", "jazz ni", "night"),
  },
  { requiredKeys: [] },
);
const subject: fc.Arbitrary<Subject> = fc.record({
  uid: name,
  tags: fc.array(name).map((tags) => new Set(tags)),
  texts: fc.array(fc.constantFrom("Jazz", "a night of jazz", "books")),
  geo: fc.option(fc.record({ latitude: degrees, longitude: degrees })),
  origins: fc.array(name, { maxLength: 2 }),
  octets: fc.nat(100),
  hop: fc.nat(6),
});
const policy: fc.Arbitrary<Policy> = fc.record({
  action: fc.constantFrom("show", "forward"),
  actor: fc.constantFrom("*", "a.example", "*.example"),
  scope: fc.constantFrom("*", "tag:music", "origin:a.example", "uid:books"),
  verdict: fc.constantFrom("allow", "deny"),
});
const sites = fc.array(fc.record({ host: name, filterIn: fc.option(filter) }), { maxLength: 4 });

it("never refuses on a smaller hop what a filter took on a larger one", () => {
  fc.assert(
    fc.property(filter, subject, fc.nat(6), (asked, given, less) => {
      const nearer = refusedBy(asked, { ...given, hop: Math.max(0, given.hop - less) });
      expect(refusedBy(asked, given) !== null || nearer === null).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

it("takes less with each part that a filter gets", () => {
  fc.assert(
    fc.property(filter, subject, (asked, given) => {
      const parts = Object.keys(asked) as (keyof PeerFilter)[];
      const alone = parts.map((part) => refusedBy({ [part]: asked[part] }, given));
      expect(refusedBy(asked, given) === null).toBe(alone.every((reason) => reason === null));
    }),
    { numRuns: 2_000 },
  );
});

it("judges the same whatever the order of the sites, and of what else a site shows", () => {
  fc.assert(
    fc.property(sites, fc.array(policy), subject, (showing, policies, given) => {
      const { shown } = admission(showing, policies, given);
      expect(admission(showing.toReversed(), policies, given).shown).toBe(shown);
      expect(admission([...showing, ...showing], policies, given).shown).toBe(shown);
    }),
  );
});

it("shows no less where one more site shows an event that some site shows already", () => {
  fc.assert(
    fc.property(sites, sites, fc.array(policy), subject, (showing, more, policies, given) => {
      fc.pre(showing.length > 0 && admission(showing, policies, given).shown);
      expect(admission([...showing, ...more], policies, given).shown).toBe(true);
    }),
  );
});

it("gives a peer no more for one more filter", () => {
  fc.assert(
    fc.property(fc.array(fc.option(filter)), filter, subject, (filters, more, given) => {
      const peer = { host: "a.example", filters };
      const both = forwarded({ ...peer, filters: [...filters, more] }, [], given);
      expect(both === null).toBe(forwarded(peer, [], given) === null && refusedBy(more, given) === null);
    }),
  );
});
