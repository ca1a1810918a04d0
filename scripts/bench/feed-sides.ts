import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { request } from "undici";
import { feedText } from "./events.ts";
import { type Limit, startLimit } from "./limit.ts";
import type { FeedOutLimit, StoredFeed } from "./limits/feed-out.ts";
import { startPollSides } from "./poll-sides.ts";

/** Two that publish the same feed. */
export interface FeedSides extends AsyncDisposable {
  /** Where the node's feed is. */
  readonly node: string;
  /** Where the limit's is: a buffer. */
  readonly warm: string;
  /** The same, joined anew at each request. */
  readonly cold: string;
  /** Lets one event say something else on both sides: another edition of it. */
  change(edition: number): Promise<void>;
}

/** Asks for it as calendars do. */
export const AS_CLIENTS = { accept: "text/calendar", "accept-encoding": "gzip" };

export async function startFeedSides(events: number): Promise<FeedSides> {
  await using parts = new AsyncDisposableStack();
  const polled = parts.use(await startPollSides(feedText(0, events)));
  const node = `${polled.origin}/feed.ics`;
  const limit: Limit<FeedOutLimit> = parts.use(startLimit<FeedOutLimit>("feed-out"));
  const folder = await mkdtemp(join(tmpdir(), "discal-bench-"));
  parts.defer(() => rm(folder, { recursive: true, force: true }));
  const stored = takeApart(await published(node));
  if (stored.events.length !== events)
    throw new Error(`the node publishes ${stored.events.length} of ${events} events`);
  const origin = await limit.run("listen", { ...stored, path: join(folder, "feed.db") });
  const kept = parts.move();
  return {
    node,
    warm: `${origin}/warm`,
    cold: `${origin}/cold`,
    async change(edition) {
      const n = Math.floor(events / 2);
      polled.host.publish(
        feedText(0, events, (each) => (each === n ? edition : 0)),
        true,
      );
      const { revised } = await polled.pollByNode();
      const one = stored.events[n];
      const changed = one === undefined ? 0 : await limit.run("change", one);
      if (revised.length !== 1 || changed !== 1) throw new Error("one event was to be changed");
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function published(url: string): Promise<string> {
  const { statusCode, body } = await request(url);
  if (statusCode !== 200) throw new Error(`the node's feed is answered ${statusCode}`);
  return body.text();
}

function takeApart(feed: string): Pick<StoredFeed, "head" | "events"> {
  const events = [...feed.matchAll(/^BEGIN:VEVENT\r\n.*?^END:VEVENT\r\n/gms)].map(([text]) => ({
    uid: /^UID:(.*)\r$/m.exec(text)?.[1] ?? "",
    text,
  }));
  return { head: feed.slice(0, feed.indexOf("BEGIN:VEVENT")), events };
}
