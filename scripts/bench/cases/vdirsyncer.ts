import type { Case } from "../case.ts";
import { startFeedHost } from "../feed-host.ts";
import { notMeasured } from "../peers/not-measured.ts";
import { missing } from "../peers/program.ts";
import { takingIn } from "../peers/taking-in.ts";
import { followWithVdirsyncer, VDIRSYNCER_PROGRAMS } from "../peers/vdirsyncer.ts";

const TAKING_IN = { case: "taking in a feed, against vdirsyncer", goal: null };

export const vdirsyncer: Case = {
  name: "vdirsyncer",
  work: "polls a feed",
  against: "vdirsyncer: from the feed into a folder, the start of the program and all",
  async run(extent) {
    const lacking = missing(VDIRSYNCER_PROGRAMS);
    if (lacking !== null) return notMeasured([TAKING_IN], "events/s", lacking);
    const count = extent.quick ? 20 : 2_000;
    await using parts = new AsyncDisposableStack();
    const host = parts.use(await startFeedHost());
    const note = "vdirsyncer starts anew each time, as cron starts it, and writes a file for each event";
    const row = await takingIn({ ...TAKING_IN, note }, count, extent, async (feed) => {
      host.publish(feed, true);
      const follower = parts.use(await followWithVdirsyncer(host.url));
      return async () => {
        await follower.sync();
        const events = await follower.events();
        if (events !== count) throw new Error(`vdirsyncer has ${events} of ${count} events`);
      };
    });
    return [row];
  },
};
