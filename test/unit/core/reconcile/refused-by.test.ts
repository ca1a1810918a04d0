import { expect, it } from "vitest";
import type { PeerFilter } from "../../../../src/core/model/peer-filter.ts";
import { refusedBy } from "../../../../src/core/reconcile/refused-by.ts";
import { subject } from "./subjects.ts";

const CONCERT = subject(
  {
    SUMMARY: "Rock'n'Roll im Café",
    LOCATION: "Großer Saal\\, Graz",
    CATEGORIES: "Live Music,Free",
    DESCRIPTION: "Doors open at eight",
    GEO: "47.07;15.44",
    "X-REVISE-URL": "https://node.example:8443/discal/revise",
  },
  { uid: "concert@hall.example", hop: 3 },
);

it.each<[said: string, filter: PeerFilter | null, reason: RegExp | null]>([
  ["nothing is asked for", null, null],
  ["no part is there", {}, null],
  ["a tag is written otherwise", { tags: ["LIVE  music"] }, null],
  ["one of several tags is there", { tags: ["theatre", "free"] }, null],
  ["no tag is there", { tags: ["theatre", "books"] }, /none of its tags is theatre, books/],
  ["a tag poisons it", { withoutTags: ["FREE"] }, /it has the tag FREE/],
  ["a tag poisons it that others want", { tags: ["live music"], withoutTags: ["free"] }, /has the tag free/],
  ["it is within the circle", { near: { latitude: 47, longitude: 15.4, radius: 20_000 } }, null],
  [
    "it is out of it",
    { near: { latitude: 48.2, longitude: 16.4, radius: 20_000 } },
    /14\d\.\d km away, more than 20\.0 km/,
  ],
  ["it crossed as many nodes as may be", { hops: 3 }, null],
  ["it crossed one node more", { hops: 2 }, /crossed 3 nodes, more than 2/],
  ["the host in its UID is wanted", { origins: ["hall.example"] }, null],
  ["the host of its revise URL is wanted, at any port", { origins: ["NODE.example"] }, null],
  ["that host at its port", { origins: ["node.example:8443"] }, null],
  ["that host at another port", { origins: ["node.example:443"] }, /not from node\.example:443/],
  ["a domain above is wanted", { origins: ["*.example"] }, null],
  ["a host that only ends alike", { origins: ["*.ode.example", "all.example"] }, /not from/],
  ["its origin poisons it", { withoutOrigins: ["*.hall.example"] }, /it is from \*\.hall\.example/],
  ["it is small enough", { bytes: 10_000 }, null],
  ["it is too large", { bytes: 100 }, /octets, more than 100/],
  ["all words are in it, somewhere", { text: "graz CAFE" }, null],
  ["the last word may be a beginning", { text: "live mus" }, null],
  ["another word may not", { text: "mus live" }, /does not hold all the words/],
  ["joined words stand together", { text: "rock'n'roll" }, null],
  ["joined words do not stand together", { text: "roll-rock" }, /does not hold/],
  ["words are joined across properties", { text: "graz-live" }, /does not hold/],
  ["signs alone are asked for", { text: "?!" }, /does not hold/],
])("judges an event where %s", (_, filter, reason) => {
  const said = refusedBy(filter, CONCERT);
  if (reason === null) expect(said).toBeNull();
  else expect(said).toMatch(reason);
});

it("asks for a position where a circle is given", () => {
  const nowhere = subject({ SUMMARY: "Somewhere" });
  expect(refusedBy({ near: { latitude: 0, longitude: 0, radius: 1 } }, nowhere)).toMatch(/position/);
});

it("finds no tag in a tombstone, and neither takes nor poisons it specially", () => {
  const tombstone = subject({ SUMMARY: undefined, STATUS: "CANCELLED", "X-DELETED": "TRUE" });
  expect(refusedBy({ tags: ["music"] }, tombstone)).toMatch(/none of its tags/);
  expect(refusedBy({ withoutTags: ["music"] }, tombstone)).toBeNull();
});
