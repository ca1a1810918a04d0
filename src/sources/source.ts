import { DomainError } from "../core/model/domain-error.ts";
import { IDLE, type SiteDeclaration } from "../core/model/site.ts";
import { messageOf } from "../core/model/thrown.ts";
import type { OutboundRequest, Send } from "../net/send.ts";

/**
 * Where events come from beside feeds and peers: a database, a web page, another program. A node polls it like a
 * feed, with the same schedule, health and memory of what it said.
 */
export interface Source {
  /** Names the source in the registry, and is shown to people: `https://library.example/programme`. Unique. */
  readonly url: string;
  /** What people call it. */
  readonly name: string;
  /** Interval (`30m`), cron pattern, or null where it is not polled by itself; `1h` where it is left out. */
  readonly poll?: string | null;
  /** Local tags for all that it shows; none where they are left out. */
  readonly tags?: readonly string[];
  /**
   * All that it shows now, as iCalendar text (`writeCalendar` makes it of events): what is missing counts as gone
   * from the source. What it throws is shown as the reason of a failed poll. `signal` aborts when it takes too long.
   */
  read(signal: AbortSignal): Promise<string>;
}

/** The sites of a configuration, and after them a row for each source. */
export function declareSources(
  sites: readonly SiteDeclaration[],
  sources: readonly Source[],
): readonly SiteDeclaration[] {
  return [...sites, ...sources.map((source, n) => declareSource(source, sites.length + n))];
}

/** The row of the registry that a source is polled by; of several that show an event the first `position` leads. */
export function declareSource(
  { url, name, poll = "1h", tags = [] }: Source,
  position: number,
): SiteDeclaration {
  return { ...IDLE, kind: "feed", url, name, declared: "file", position, poll, tags };
}

/** A network in which these sources answer at their URLs; everything else goes out by `send`. */
export function sendOrRead(send: Send, sources: readonly Source[]): Send {
  const byUrl = new Map(sources.map((source) => [source.url, source]));
  return async (request) => {
    const source = byUrl.get(request.url);
    if (source === undefined) return send(request);
    const body = new TextEncoder().encode(await readWithin(source, request.timeout));
    if (body.byteLength > request.maxBytes) throw tooLarge(source, request);
    return { status: 200, headers: {}, body, url: request.url, movedTo: request.url };
  };
}

/** A source that never answers must not keep the others waiting. */
async function readWithin(source: Source, timeout: number): Promise<string> {
  const signal = AbortSignal.timeout(timeout);
  const late = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => late.reject(new Error(`it took longer than ${timeout / 1000} s`)));
  try {
    return await Promise.race([source.read(signal), late.promise]);
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    const reason = messageOf(cause);
    throw new DomainError("unreachable", `${source.name} could not be read: ${reason}`, {}, { cause });
  }
}

function tooLarge({ name }: Source, { maxBytes }: OutboundRequest): DomainError {
  const message = `${name} gives more than ${Math.round(maxBytes / 1024)} KiB: split it into several sources.`;
  return new DomainError("too-large", message, { maxBytes });
}
