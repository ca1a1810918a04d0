import { sampleCity, sampleSites } from "../sources/sample-city.ts";
import type { Store } from "../store/contract.ts";
import { importInto } from "./import.ts";
import type { Self } from "./self.ts";

/** Fills a store of its own with the sample city, made from today's date; again on another day, it moves along. */
export async function showSampleCity(importer: {
  readonly self: Self;
  readonly store: Store;
  readonly clock: () => number;
}): Promise<void> {
  const { self, store, clock } = importer;
  const sites = sampleSites();
  await store.registry.declare("sample", sites, clock());
  const { timezone } = self;
  const date = Temporal.Instant.fromEpochMilliseconds(clock())
    .toZonedDateTimeISO(timezone)
    .toPlainDate()
    .toString();
  const texts = sampleCity({ date, timezone });
  for (const [n, { url }] of sites.entries()) {
    const site = await store.registry.byUrl(url);
    if (site !== null) await importInto(importer, site, texts[n] ?? "");
  }
}
