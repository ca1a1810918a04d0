import { eq, sql } from "../../../../schema/drizzle.ts";
import { events, sightings, sites } from "../../../../schema/tables.ts";
import type { EventSummary } from "../../../core/model/event.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";

/** Full text is the dearest index: of a description only this many characters are searched. */
const SEARCHED = 2_000;

export interface EventText {
  /**
   * What is found under this object from now on; local tags of the sites that showed it are among it. Of one that is new
   * nothing is found yet, and no site has shown it.
   */
  write(object: number, summary: EventSummary, isNew?: boolean): void;
  /** The local tags changed. */
  rewrite(object: number): void;
  remove(object: number): void;
}

export const eventText = perDatabase((db: Database): EventText => {
  const remove = db.$client.prepare("DELETE FROM events_text WHERE rowid = ?");
  const insert = db.$client.prepare(
    "INSERT INTO events_text (rowid, title, place, tags, description) VALUES (?, ?, ?, ?, ?)",
  );
  const object = sql.placeholder("object");
  const summary = db
    .select({ summary: events.summary })
    .from(events)
    .where(eq(events.object, object))
    .prepare();
  const tags = db
    .select({ tags: sites.tags })
    .from(sightings)
    .innerJoin(sites, eq(sites.id, sightings.site))
    .where(eq(sightings.object, object))
    .prepare();
  const write: EventText["write"] = (object, { title, location, categories, description }, isNew = false) => {
    const local = isNew ? [] : tags.all({ object }).flatMap((site) => site.tags);
    if (!isNew) remove.run(object);
    insert.run(object, title, location, [...categories, ...local].join("\n"), description.slice(0, SEARCHED));
  };
  return {
    write,
    rewrite(object) {
      const known = summary.get({ object });
      if (known !== undefined) write(object, known.summary);
    },
    remove: (object) => void remove.run(object),
  };
});
