import type { Case } from "../case.ts";
import { FIRST_DAY } from "../dated-events.ts";
import { objectsOf } from "../peers/caldav.ts";
import { month } from "../peers/month.ts";
import { notMeasured } from "../peers/not-measured.ts";
import { missing } from "../peers/program.ts";
import { takingIn } from "../peers/taking-in.ts";
import { startXandikos, XANDIKOS_PROGRAMS, xandikosCollection } from "../peers/xandikos.ts";

const goal = { atLeast: 10 };
const TAKING_IN = { case: "taking in a feed, against Xandikos", goal };
const ANSWERING = { case: "a month's range, against Xandikos", goal };
const FIRST_WEEK = { from: FIRST_DAY, to: FIRST_DAY + 7 * 86_400_000 };
/** Xandikos makes itself an index once it was asked the same kind of question more than five times. */
const UNTIL_INDEXED = 7;

export const xandikos: Case = {
  name: "xandikos",
  work: "polls a feed; answers what happens in a month as iCalendar",
  against: "Xandikos: a PUT of each event, one connection; REPORT calendar-query with the objects",
  async run(extent) {
    const lacking = missing(XANDIKOS_PROGRAMS);
    if (lacking !== null) return notMeasured([TAKING_IN, ANSWERING], "events/s", lacking);
    await using server = await startXandikos();
    const [taken, kept] = extent.quick ? [5, 100] : [100, 2_000];
    const note = "Xandikos takes one event a PUT, each slower than the last: a small feed is kind to it";
    const intake = await takingIn({ ...TAKING_IN, note }, taken, extent, async (feed, name) => {
      const collection = xandikosCollection(name);
      await server.make(collection);
      return async () => {
        for (const [n, object] of objectsOf(feed).entries())
          await server.put(`${collection}${n}.ics`, object);
      };
    });
    const asked = { ...ANSWERING, note: "Xandikos has made its index before" };
    const answering = await month(asked, kept, extent, async (feed) => {
      const collection = xandikosCollection("months");
      await server.make(collection);
      await server.commit(collection, objectsOf(feed));
      for (let times = 0; times < UNTIL_INDEXED; times += 1) await server.query(collection, FIRST_WEEK);
      return (range) => server.query(collection, range);
    });
    return [intake, answering];
  },
};
