import type { SitePreview } from "../../core/model/poll-entry.ts";
import { minuteText } from "../../sinks/moment.ts";
import { count } from "../output.ts";
import { sizeText, spanText } from "../quantity.ts";
import { refusalTable } from "../refusal-table.ts";
import { formatFacts, formatTable } from "../table.ts";

/** What a feed would bring, for people: what it says of itself, the next events, and what is refused and why. */
export function previewText(preview: SitePreview, timezone: string, width: number): string {
  const { samples, refused } = preview;
  const parts = [
    formatFacts(factsOf(preview, timezone), width),
    samples.length === 0
      ? ""
      : formatTable(
          samples,
          [
            { title: "NEXT EVENTS", value: ({ start }) => start.slice(0, 16).replace("T", " ") },
            { title: "TITLE", value: ({ title }) => title, shrinks: true },
            { title: "PLACE", value: ({ location }) => location, shrinks: true },
            { title: "", value: ({ fresh }) => (fresh ? "new" : "known") },
          ],
          width,
        ),
    refusalTable(refused),
    preview.peer === null
      ? ""
      : `The DisCal node ${preview.peer} publishes this feed. As a peer it is read with its signatures:\n  npx discal peers add ${preview.peer}\n`,
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function factsOf(preview: SitePreview, timezone: string): readonly (readonly [string, string])[] {
  const { objects, fresh, known, first, last, refreshMs } = preview;
  return [
    ["address", preview.url],
    ["its name", preview.name ?? ""],
    ["events", objects === 0 ? "none" : `${objects}: ${fresh} new, ${known} known here already`],
    ["from", minuteText(first, timezone)],
    ["to", minuteText(last, timezone)],
    ["refused", preview.refused.length === 0 ? "" : count(preview.refused.length, "component")],
    ["asks for", refreshMs === null ? "" : `a poll each ${spanText(refreshMs)}`],
    ["size", sizeText(preview.bytes)],
    ["breaks off", preview.complete ? "" : "the calendar ends before its end; nothing counts as gone"],
  ];
}
