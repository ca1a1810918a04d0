import type { Case } from "../case.ts";
import { month } from "../peers/month.ts";
import { notMeasured } from "../peers/not-measured.ts";
import { missing } from "../peers/program.ts";
import { RADICALE_PROGRAMS, radicaleCollection, startRadicale } from "../peers/radicale.ts";
import { takingIn } from "../peers/taking-in.ts";

const goal = { atLeast: 10 };
const TAKING_IN = { case: "taking in a feed, against Radicale", goal };
const ANSWERING = { case: "a month's range, against Radicale", goal };

export const radicale: Case = {
  name: "radicale",
  work: "polls a feed; answers what happens in a month as iCalendar",
  against: "Radicale: one PUT of the whole calendar; REPORT calendar-query with the objects",
  async run(extent) {
    const lacking = missing(RADICALE_PROGRAMS);
    if (lacking !== null) return notMeasured([TAKING_IN, ANSWERING], "events/s", lacking);
    await using server = await startRadicale();
    const [taken, kept] = extent.quick ? [20, 100] : [1_000, 2_000];
    const note = "Radicale is sent the whole calendar by one PUT";
    const intake = await takingIn({ ...TAKING_IN, note }, taken, extent, async (feed, name) => {
      const collection = radicaleCollection(name);
      return () => server.put(collection, feed);
    });
    const asked = { ...ANSWERING, note: "Radicale has the feed's events in a calendar of their own" };
    const answering = await month(asked, kept, extent, async (feed) => {
      const collection = radicaleCollection("months");
      await server.put(collection, feed);
      return (range) => server.query(collection, range);
    });
    return [intake, answering];
  },
};
