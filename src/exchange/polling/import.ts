import { hash } from "node:crypto";
import { IDLE, type Site } from "../../core/model/site.ts";
import type { PollSummary } from "../../store/polls.ts";
import { requireCalendar } from "../../workshop/cut-feed.ts";
import { type FeedReader, readFeed } from "./read-feed.ts";
import { positionAfter } from "../site-desk.ts";

/**
 * Imports the text of a calendar file. A file is a source like a feed (protocol, sections 2 and 3): imported again
 * under the same name, its changes are revisions. Throws a DomainError `invalid` where it is no calendar.
 */
export async function importFile(importer: FeedReader, name: string, text: string): Promise<PollSummary> {
  const url = `file:${name}`;
  // Before the site is made: of what is no calendar nothing stays.
  requireCalendar(name, text);
  const site = await fileSite(importer, url, name);
  return importInto(importer, site, text);
}

/** Reads a text into the site that it belongs to. */
export async function importInto(importer: FeedReader, site: Site, text: string): Promise<PollSummary> {
  return readFeed(importer, {
    site,
    bodyHash: hash("sha256", text),
    body: text,
    etag: null,
    lastModified: null,
    nextPoll: () => null,
  });
}

async function fileSite({ store, clock }: FeedReader, url: string, name: string): Promise<Site> {
  const sites = await store.registry.all();
  return (
    sites.find((site) => site.url === url) ??
    store.registry.add(
      { ...IDLE, kind: "file", url, name, declared: "api", position: positionAfter(sites) },
      clock(),
    )
  );
}
