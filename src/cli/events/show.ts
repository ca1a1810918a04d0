import type { Command } from "commander";
import { instantOf } from "../../sinks/instant.ts";
import { eventJson } from "../../sinks/json.ts";
import { standing } from "../../sinks/history.ts";
import { objectJson, publicationState, standingVersions } from "../../sinks/object-json.ts";
import { versionJson } from "../../sinks/version-json.ts";
import type { StoredObject } from "../../store/commons.ts";
import type { EventRow } from "../../store/event-list.ts";
import { whenText } from "./list.ts";
import { minuteText } from "../../sinks/moment.ts";
import { overlayText } from "../overlay/list.ts";
import { eventArgument, namedEvent } from "./revised.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { formatFacts, formatTable } from "../table.ts";

/** How many happenings are shown. */
const mostHappenings = 10;

/** `discal events show UID`: what is known of one event, also of one that was cancelled or deleted. */
export function addEventsShow(events: Command, shell: Shell): void {
  events
    .command("show")
    .description("show what is known of one event: its versions, sites and history")
    .argument("<event>", eventArgument)
    .option("--ics", "print the version that is published, as iCalendar")
    .addHelpText(
      "after",
      `
Examples:
  discal events show 5f1c@library.example
  discal events show "evening of songs"
  discal events show 5f1c@library.example --ics > event.ics`,
    )
    .action(async (wanted: string, { ics }: { ics?: true }, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const { commons, registry } = node.store;
        const stored = await namedEvent({ node, config }, shell, wanted);
        const { rows } = await commons.list({ uid: stored.uid, limit: mostHappenings });
        const names = new Map((await registry.all()).map(({ id, name }) => [id, name]));
        const facts = { stored, rows, siteName: (id: number) => names.get(id) ?? String(id) };
        say({ ...showJson(facts), happenings: rows.map((row) => eventJson(row, config.node)) }, (width) =>
          ics === true ? (stored.winner?.text ?? "") : showText(facts, config.node.timezone, width),
        );
      });
    });
}

interface Facts {
  readonly stored: StoredObject;
  readonly rows: readonly EventRow[];
  readonly siteName: (id: number) => string;
}

function showJson({ stored, siteName }: Facts): object {
  return {
    ...objectJson(stored, siteName),
    versions: standingVersions(stored).map(versionJson),
    history: stored.history.map(({ version, at, why }) => ({
      at: instantOf(at),
      why,
      version: versionJson(version),
    })),
  };
}

/** Why people here do not see what is published; "" where they do. */
function whyUnseen({ winner, shown, overlay, admitted }: StoredObject): string {
  if (winner === null || winner.deleted || shown !== null) return "";
  if (overlay?.hidden === true) return "no: hidden by a local overlay";
  if (admitted) return "no: filters or the policy do not take it any more";
  return "no: filters or the policy do not take it; of what peers sent only a stub is kept";
}

function showText({ stored, rows, siteName }: Facts, timezone: string, width: number): string {
  const event = rows[0]?.event;
  const { winner } = stored;
  const facts: readonly (readonly [string, string])[] = [
    ["title", event?.title ?? ""],
    ["place", event?.location ?? ""],
    ["tags", (rows[0]?.tags ?? []).join(", ")],
    ["link", event?.url ?? ""],
    ["happens", rows.map((row) => whenText(row, timezone)).join(", ")],
    ["state", publicationState(winner)],
    ["seen here", whyUnseen(stored)],
    ["otherwise", stored.overlay === null ? "" : overlayText(stored.overlay)],
    ["uid", stored.uid],
    ["changed", minuteText(stored.changedAt, timezone)],
    ["revise at", winner?.reviseUrl ?? ""],
  ];
  const versions = standingVersions(stored).map((version) => ({
    version,
    note: standing(version, winner),
  }));
  const past = stored.history.map(({ version, at, why }) => ({
    version,
    note: `${minuteText(at, timezone)} ${why}`,
  }));
  const seen = stored.sightings.map(
    ({ siteId, hop, missingSince }) =>
      `${siteName(siteId)}, hop ${hop}${missingSince === null ? "" : `, not since ${minuteText(missingSince, timezone)}`}`,
  );
  return [
    formatFacts([...facts, ...seen.map((text) => ["shown by", text] as const)], width),
    formatTable(
      [...versions, ...past],
      [
        { title: "REVISION", value: ({ version }) => version.revision, align: "right" },
        { title: "HOP", value: ({ version }) => version.hop, align: "right" },
        { title: "BY", value: ({ version }) => version.by },
        { title: "CLASS", value: ({ version }) => version.class },
        { title: "DIGEST", value: ({ version }) => version.digest.slice(0, 16) },
        { title: "NOTE", value: ({ note }) => note, shrinks: true },
      ],
      width,
    ),
  ].join("\n");
}
