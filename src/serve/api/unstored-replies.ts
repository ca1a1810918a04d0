import type { Replies, Reply } from "../../store/replies.ts";
import { isStoreFault } from "../../store/store-fault.ts";

/**
 * Replies of which the end is remembered here where it cannot be stored: a disk may be full by the time that a write
 * stands. Whoever wrote is told what came of it, not 503, and whoever repeats it is, too, once the disk takes it. As many as
 * were under way when the fault began, and no more: without a row nothing begins.
 */
export function rememberUnstored(replies: Replies): Replies {
  /** By key; null: forgotten. */
  const ends = new Map<string, Reply | null>();

  const store = (key: string, end: Reply | null): Promise<void> =>
    end === null ? replies.forget(key) : replies.finish(key, end);

  const end = async (key: string, how: Reply | null): Promise<void> => {
    try {
      await store(key, how);
    } catch (error) {
      if (!isStoreFault(error)) throw error;
      ends.set(key, how);
    }
  };

  return {
    begin: async (key, request, now) => {
      const unstored = ends.get(key);
      if (unstored !== undefined) {
        await store(key, unstored);
        ends.delete(key);
      }
      return replies.begin(key, request, now);
    },
    finish: end,
    forget: (key) => end(key, null),
  };
}
