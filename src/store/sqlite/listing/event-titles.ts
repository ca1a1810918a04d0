import { and, desc, eq, ne, sql } from "../../../../schema/drizzle.ts";
import { events, objects, versions } from "../../../../schema/tables.ts";
import { describe } from "../../../core/ical/event.ts";
import type { Database } from "../database/database.ts";

/** What an event is called; of a deleted one, what it was called last; "" where nothing is known. */
export function eventTitles(db: Database): (uid: string) => string {
  const ofUid = eq(objects.uid, sql.placeholder("uid"));
  const now = db
    .select({ title: sql<string>`${events.summary} ->> 'title'` })
    .from(events)
    .innerJoin(objects, eq(objects.id, events.object))
    .where(ofUid)
    .prepare();
  const before = db
    .select({ text: versions.text })
    .from(versions)
    .innerJoin(objects, eq(objects.id, versions.object))
    .where(and(ofUid, eq(versions.deleted, false), ne(versions.text, "")))
    .orderBy(desc(versions.at), desc(versions.id))
    .limit(1)
    .prepare();
  return (uid) => {
    const found = now.get({ uid });
    if (found !== undefined) return found.title;
    const text = before.get({ uid })?.text;
    return text === undefined ? "" : describe(text).title;
  };
}
