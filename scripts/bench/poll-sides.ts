import type { FeedHost } from "./feed-host.ts";
import { type Limit, startLimit } from "./limit.ts";
import type { PollLimit } from "./limits/poll.ts";
import { post, type Report, startPolledSite } from "./polled-site.ts";

/** A site with a feed, and the two that poll it when they are told to by a POST. */
export interface PollSides extends AsyncDisposable {
  readonly host: FeedHost;
  /** Of the node. */
  readonly origin: string;
  /** Lets the node poll; gives its report. */
  pollByNode(): Promise<Report>;
  /** Lets the limit do one of its works. */
  pollByLimit(work: "conditional" | "same" | "changed"): Promise<unknown>;
  readonly limit: Limit<PollLimit>;
}

/** Both sides, with the node having read `text`. */
export async function startPollSides(text: string): Promise<PollSides> {
  await using parts = new AsyncDisposableStack();
  const { host, node, poll } = parts.use(await startPolledSite(text));
  const limit = parts.use(startLimit<PollLimit>("poll"));
  const bare = await limit.run("listen", { url: host.url });
  const kept = parts.move();
  return {
    host,
    origin: node.url,
    limit,
    pollByNode: poll,
    pollByLimit: (work) => post<unknown>(`${bare}/${work}`, {}),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
