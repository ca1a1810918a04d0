import { instantOf } from "./instant.ts";
import type { HistoryEntry } from "./history.ts";

/** The JSON of one version in the history of an event; `author` says in words who wrote it. */
export function historyJson(entry: HistoryEntry, author: string) {
  const { version, state, writtenAt, since, why, against, changes } = entry;
  const { revision, class: kind, by, cancelled, deleted, digest, c1, text } = version;
  return {
    revision,
    state,
    since: instantOf(since),
    written: instantOf(writtenAt),
    by,
    author,
    class: kind,
    why,
    cancelled,
    deleted,
    digest,
    c1,
    against: against && { revision: against.revision, c1: against.c1 },
    changes: changes.map(({ happening, field, before, after }) => ({ happening, field, before, after })),
    text,
  };
}
