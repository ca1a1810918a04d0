import { html, raw } from "hono/html";
import type { EventSummary } from "../../core/model/event.ts";
import { plainText } from "../../sinks/plain-text.ts";
import type { Markup } from "./markup.ts";
import { isWebAddress } from "./safe-text.ts";
import type { When } from "../../sinks/when.ts";

/** What an event page says to search engines: a schema.org Event. */
export interface LinkedEvent {
  readonly event: EventSummary;
  readonly title: string;
  readonly location: string;
  readonly cancelled: boolean;
  readonly tags: readonly string[];
  readonly when: When;
  /** Of the page. */
  readonly url: string;
}

/** The event as JSON-LD in a data block, which no browser runs. */
export function jsonLd(linked: LinkedEvent): Markup {
  // A `<` could end the block; escaped, it means the same to JSON.
  const json = JSON.stringify(schemaOrgEvent(linked)).replaceAll("<", "\\u003c");
  return html`<script type="application/ld+json">
    ${raw(json)}
  </script>`;
}

function schemaOrgEvent({ event, title, location, cancelled, tags, when, url }: LinkedEvent): object {
  const description = plainText(event.description);
  const online = isWebAddress(location);
  const place = {
    "@type": "Place",
    name: location,
    ...(event.geo !== null && { geo: { "@type": "GeoCoordinates", ...event.geo } }),
  };
  return {
    "@context": "https://schema.org",
    "@type": "Event",
    "@id": url,
    name: title,
    startDate: when.start,
    endDate: when.end,
    eventStatus: `https://schema.org/${cancelled ? "EventCancelled" : "EventScheduled"}`,
    eventAttendanceMode: `https://schema.org/${online ? "Online" : "Offline"}EventAttendanceMode`,
    url: event.url ?? url,
    ...(location !== "" && { location: online ? { "@type": "VirtualLocation", url: location } : place }),
    ...(description !== "" && { description }),
    ...(event.image !== null && { image: event.image }),
    ...(event.organizer !== null && { organizer: { "@type": "Organization", name: event.organizer } }),
    ...(tags.length > 0 && { keywords: tags.join(", ") }),
  };
}
