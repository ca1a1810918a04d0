import fc from "fast-check";
import { expect, it } from "vitest";
import { distance } from "../../src/core/model/circle.ts";
import { placeKeys, tagKey, type EventFilter } from "../../src/core/model/filter.ts";
import type { Store } from "../../src/store/contract.ts";
import { openStore } from "../../src/store/sqlite/open.ts";
import { declared, deletion, feedSite, HOUR, NOW, poll, version, vevent } from "../contract/samples.ts";

/** What a dumb oracle knows of one event. */
interface Known {
  readonly uid: string;
  readonly words: readonly string[];
  readonly tags: readonly string[];
  readonly place: string;
  readonly geo: readonly [latitude: number, longitude: number] | null;
  /** Hours after NOW, and how many it lasts. */
  readonly starts: number;
  readonly lasts: number;
  /** How many days it is repeated. */
  readonly count: number;
  /** By index; none: entered by a person. */
  readonly sites: readonly number[];
  /** Minutes after NOW; null where it stands. */
  readonly deleted: number | null;
}

const WORDS = ["jazz", "night", "choir", "books", "talk", "town"];
const TAGS = ["Music", "music", "Open air", "OPEN  AIR", "Town", "kids"];
const PLACES = ["", "Grand Hall", "Grand Hall, Cellar", "grand hall", "Park"];
const LOCAL = [["Town"], [], ["Kids", "open air"]];
const site = fc.nat(LOCAL.length - 1);
/** On both sides of the antimeridian, and at the poles. */
const position = fc.tuple(
  fc.constantFrom(-90, -89.99, -0.05, 0.01, 0.05, 89.99, 90),
  fc.constantFrom(-180, -179.95, -0.05, 0, 0.05, 90, 179.95, 180),
);
const event = fc.record({
  words: fc.uniqueArray(fc.constantFrom(...WORDS), { maxLength: 3 }),
  tags: fc.array(fc.constantFrom(...TAGS), { maxLength: 2 }),
  place: fc.constantFrom(...PLACES),
  geo: fc.option(position),
  starts: fc.integer({ min: -80, max: 80 }),
  lasts: fc.constantFrom(0, 1, 30),
  count: fc.integer({ min: 1, max: 4 }),
  sites: fc.uniqueArray(site, { maxLength: 2 }),
  deleted: fc.option(fc.nat(20), { freq: 3 }),
});
const world = fc
  .array(event, { minLength: 1, maxLength: 12, size: "max" })
  .map((events): readonly Known[] => events.map((each, index) => ({ ...each, uid: `${index}@a` })));
/** Mostly left out: of what many parts hold at once nothing is left to be found. */
const part = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const edge = part(fc.integer({ min: -90, max: 180 }));
const asked = fc.record({
  text: part(fc.constantFrom(...WORDS.map((word) => [word]), ["jazz", "night"], ["town", "talk"])),
  tags: part(fc.array(fc.constantFrom(...TAGS, "nothing"), { maxLength: 2 })),
  places: part(fc.array(fc.constantFrom(...PLACES.slice(1), "nowhere"), { maxLength: 2 })),
  siteIds: part(fc.uniqueArray(site, { maxLength: 2 })),
  near: part(
    fc
      .tuple(position, fc.constantFrom(1, 12_000, 1_000_000))
      .map(([[latitude, longitude], radius]) => ({ latitude, longitude, radius })),
  ),
  from: edge,
  to: edge,
  /** Tombstones, minutes after NOW. */
  since: fc.nat(20),
  limit: fc.integer({ min: 1, max: 5 }),
});
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

function linesOf({ words, tags, place, geo, starts, lasts, count }: Known) {
  const start = new Date(NOW + starts * HOUR).toISOString().replaceAll(/[-:]|\.000/g, "");
  return {
    SUMMARY: `x ${words.join(" ")}`,
    CATEGORIES: tags.length === 0 ? undefined : tags.join(","),
    LOCATION: place === "" ? undefined : place.replaceAll(",", "\\,"),
    GEO: geo?.join(";"),
    DTSTART: start,
    DURATION: `PT${lasts}H`,
    RRULE: count === 1 ? undefined : `FREQ=DAILY;COUNT=${count}`,
  };
}

async function fill(store: Store, events: readonly Known[]): Promise<readonly number[]> {
  const sites = LOCAL.map((tags, index) => feedSite(`s${index}`, { tags }));
  const ids = await declared(store, ...sites);
  for (const [index, id] of ids.entries()) {
    const shown = events.filter(({ sites }) => sites.includes(index));
    await poll(
      store,
      id,
      shown.map((each) => vevent(each.uid, linesOf(each))),
    );
  }
  const own = events.filter(({ sites }) => sites.length === 0);
  await store.commons.apply(
    own.map((each) => ({ version: version(each.uid, 1, linesOf(each)), siteId: null })),
    NOW,
  );
  for (const { uid, deleted } of events)
    if (deleted !== null)
      await store.commons.apply([{ version: deletion(uid, 2), siteId: null }], NOW + deleted * 60_000);
  return ids;
}

/** Of a deleted event: did it hold before? */
function holds({ words, tags, place, geo, sites }: Known, wanted: Asked): boolean {
  const local = sites.flatMap((index) => LOCAL[index]!);
  const all = [...tags, ...local].map(tagKey);
  const said = [...words, ...all.flatMap((tag) => tag.split(" ")), ...tagKey(place).split(/[ ,]+/)];
  const some = <T>(list: readonly T[] | undefined, test: (each: T) => boolean) =>
    list === undefined || list.some(test);
  const { near } = wanted;
  return (
    (wanted.text ?? []).every((word) => said.some((each) => each === word)) &&
    some(wanted.tags, (tag) => all.includes(tagKey(tag))) &&
    some(wanted.places, (name) => placeKeys(place).includes(tagKey(name))) &&
    some(wanted.siteIds, (index) => sites.includes(index)) &&
    (near === undefined ||
      (geo !== null && distance({ latitude: geo[0], longitude: geo[1] }, near) <= near.radius))
  );
}

/** Starts of the happenings in the window, ms. */
function happenings({ starts, lasts, count }: Known, { from, to }: Asked): readonly number[] {
  return Array.from({ length: count }, (_, day) => starts + day * 24)
    .filter((start) => from === undefined || start + lasts > from || start >= from)
    .filter((start) => to === undefined || start < to)
    .map((start) => NOW + start * HOUR);
}

function filterOf({ text, tags, places, siteIds, near }: Asked, ids: readonly number[]): EventFilter {
  return {
    ...(text !== undefined && { text: text.join(" ") }),
    ...(tags !== undefined && { tags }),
    ...(places !== undefined && { places }),
    ...(siteIds !== undefined && { siteIds: siteIds.map((index) => ids[index]!) }),
    ...(near !== undefined && { near }),
  };
}

it("finds by any filter what is found by looking at every event, a page at a time", async () => {
  await fc.assert(
    fc.asyncProperty(world, fc.array(asked, { minLength: 10, maxLength: 20 }), async (events, questions) => {
      await using store = await openStore({ path: ":memory:", timezone: "UTC", now: NOW });
      const ids = await fill(store, events);
      for (const question of questions) {
        const { from, to, since, limit } = question;
        const wanted = {
          ...filterOf(question, ids),
          ...(from !== undefined && { from: NOW + from * HOUR }),
          ...(to !== undefined && { to: NOW + to * HOUR }),
        };
        const meant = events.filter((each) => holds(each, question));
        const live = meant.filter(({ deleted }) => deleted === null);

        const rows: string[] = [];
        let next: string | null = null;
        do {
          const page = await store.commons.list({ ...wanted, limit, ...(next !== null && { cursor: next }) });
          rows.push(...page.rows.map(({ event, occurrence }) => `${occurrence.start} ${event.uid}`));
          next = page.next;
        } while (next !== null);
        const listed = live.flatMap((each) =>
          happenings(each, question).map((start) => ({ start, uid: each.uid })),
        );
        listed.sort((a, b) => a.start - b.start || (a.uid < b.uid ? -1 : 1));
        expect(rows).toEqual(listed.map(({ start, uid }) => `${start} ${uid}`));

        const uids: string[] = [];
        for (let after: string | undefined = ""; after !== undefined;) {
          const tombstonesSince = NOW + since * 60_000;
          const page = await store.commons.published({ ...wanted, tombstonesSince, after, limit });
          uids.push(...page.map(({ version }) => version.uid));
          after = page.at(-1)?.version.uid;
        }
        const bounded = from !== undefined || to !== undefined;
        const isOn = (each: Known) => !bounded || happenings(each, question).length > 0;
        const carried = meant.filter((each) => (each.deleted === null ? isOn(each) : each.deleted >= since));
        expect(uids).toEqual(carried.map(({ uid }) => uid).toSorted());

        const recent = await store.commons.recent({ ...wanted, limit: 100 });
        expect(recent.map(({ uid }) => uid).toSorted()).toEqual(
          live
            .filter(isOn)
            .map(({ uid }) => uid)
            .toSorted(),
        );
      }
    }),
    { numRuns: 40 },
  );
});
