import { declareSample, sampleCity } from "../../sources/sample-city.ts";
import { importInto } from "./import.ts";
import type { FeedReader } from "./read-feed.ts";

/** Fills a store of its own with the sample city, made from today's date; again on another day, it moves along. */
export async function showSampleCity(importer: FeedReader): Promise<void> {
  const { self, store, clock } = importer;
  const { timezone } = self;
  const date = Temporal.Instant.fromEpochMilliseconds(clock())
    .toZonedDateTimeISO(timezone)
    .toPlainDate()
    .toString();
  const houses = sampleCity({ date, timezone });
  await store.registry.declare("sample", houses.map(declareSample), clock());
  for (const house of houses) {
    const site = await store.registry.byUrl(house.url);
    if (site !== null) await importInto(importer, site, await house.read());
  }
}
