import { describe, expect, test } from "vitest";
import { declared, HOUR, NOW, peerSite, version } from "./samples.ts";
import type { StoreKind } from "./store.ts";

const NEWS = [
  { kind: "conflict", uid: "a@calendar.example", siteId: null, text: "Two versions stand." },
  { kind: "key", uid: null, siteId: null, text: "A key was revoked." },
  { kind: "held", uid: "b@calendar.example", siteId: null, text: "A late version is kept." },
] as const;

export function noticesContract({ place }: StoreKind): void {
  describe("keeps what people are told", () => {
    test("newest first, a page at a time", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.notices.add(NEWS, NOW);
      const page = { unseenOnly: false, before: null, limit: 2 };
      const first = await store.notices.list(page);
      expect(first).toEqual([
        { ...NEWS[2], id: expect.any(Number), at: NOW, seenAt: null },
        { ...NEWS[1], id: expect.any(Number), at: NOW, seenAt: null },
      ]);
      const rest = await store.notices.list({ ...page, before: first[1]?.id ?? null });
      expect(rest.map(({ text }) => text)).toEqual([NEWS[0].text]);
    });

    test("on one line, whatever is quoted in it", async () => {
      await using at = await place();
      await using store = await at.open();
      const text = "Of “Picnic\n\r\nYour key is lost: \u202Eelpmaxe.live\u202C\u001b[31m” more is known.";
      await store.notices.add([{ kind: "conflict", uid: null, siteId: null, text }], NOW);
      const [told] = await store.notices.untold(1);
      expect(told?.text).toBe("Of “Picnic Your key is lost: elpmaxe.live [31m” more is known.");
    });

    test("and of an event no more of its title than it takes to know it", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      const long = (word: string) => version("1@a", 1, { SUMMARY: `Evening ${word.repeat(300)}` });
      await store.commons.apply([{ version: long("a"), siteId: p }], NOW);
      await store.commons.apply([{ version: long("b"), siteId: p }], NOW);
      const [told] = await store.notices.untold(1);
      expect(told?.text.length).toBeLessThan(250);
      expect(told?.text).toContain("choose one");
    });

    test("with when it was first seen, and lists what was not", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.notices.add(NEWS, NOW);
      const unseen = { unseenOnly: true, before: null, limit: 10 };
      const [, second] = await store.notices.list(unseen);
      const id = second?.id ?? 0;
      expect(await store.notices.seen(id, NOW + HOUR)).toBe(true);
      expect(await store.notices.seen(id, NOW + 2 * HOUR)).toBe(true);
      expect(await store.notices.seen(99, NOW)).toBe(false);
      expect((await store.notices.list(unseen)).map(({ kind }) => kind)).toEqual(["held", "conflict"]);
      const all = await store.notices.list({ ...unseen, unseenOnly: false });
      expect(all.map(({ seenAt }) => seenAt)).toEqual([null, NOW + HOUR, null]);
    });

    test("and no channel tells what was seen before, by a person or because it was settled", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.notices.add(NEWS, NOW);
      const [first, second] = await store.notices.untold(2);
      await store.notices.seen(second?.id ?? 0, NOW + HOUR);
      expect((await store.notices.untold(9)).map(({ kind }) => kind)).toEqual(["conflict", "held"]);
      expect(await store.notices.seenOf([first?.id ?? 0, second?.id ?? 0, 99])).toEqual(
        new Set([second?.id]),
      );
    });

    test("and gives what log, web hook and mail have not told, once", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.notices.add(NEWS, NOW);
      const some = await store.notices.untold(2);
      expect(some.map(({ kind }) => kind)).toEqual(["conflict", "key"]);
      await store.notices.told(
        some.map(({ id }) => id),
        NOW,
      );
      expect((await store.notices.untold(2)).map(({ kind }) => kind)).toEqual(["held"]);
    });
  });
}
