import { expect, test } from "vitest";
import { choicesFrom } from "../../../../src/serve/web/choices.ts";
import { openStore } from "../../../../src/store/sqlite/open.ts";
import { HOUR, NOW, version } from "../../../contract/samples.ts";

test("tags to choose from follow what changes, and what is over leaves them in time", async () => {
  await using store = await openStore({ path: ":memory:", timezone: "UTC", now: NOW });
  const choices = choicesFrom(store);
  const tagsAt = async (now: number) => (await choices(now)).tags.map(({ name }) => name);
  expect(await tagsAt(NOW)).toEqual([]);

  const lines = { DTSTART: "20260316T123000Z", DTEND: "20260316T130000Z", CATEGORIES: "Music" };
  await store.commons.apply([{ version: version("a@a", 1, lines), siteId: null }], NOW);
  expect(await tagsAt(NOW)).toEqual(["Music"]);
  expect(await tagsAt(NOW + 2 * HOUR)).toEqual([]);
});
