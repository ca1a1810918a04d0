import type { Command } from "commander";
import type { Version } from "../core/model/version.ts";
import { eventJson } from "../sinks/json.ts";
import type { EventRow, StoredObject } from "../store/contract.ts";
import { whenText } from "./events-list.ts";
import { instant, minuteText } from "./moment.ts";
import { eventArgument, namedEvent } from "./revised.ts";
import { withNode } from "./session.ts";
import type { Shell } from "./shell.ts";
import { formatFacts, formatTable } from "./table.ts";

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
  const { uid, winner, state, sightings, history } = stored;
  return {
    uid,
    changed: instant(stored.changedAt),
    winner: winner && versionJson(winner),
    versions: versionsOf(stored).map(versionJson),
    conflict: winner !== null && (state[winner.class]?.versions.length ?? 0) > 1,
    sightings: sightings.map(({ siteId, hop, firstSeen, missingSince }) => ({
      site: siteName(siteId),
      hop,
      first_seen: instant(firstSeen),
      missing_since: instant(missingSince),
    })),
    history: history.map(({ version, at, why }) => ({ at: instant(at), why, version: versionJson(version) })),
  };
}

function versionJson(version: Version): object {
  const { class: kind, revision, hop, by, source, digest, c1, cancelled, deleted, text } = version;
  return {
    class: kind,
    revision,
    hop,
    by,
    source,
    digest,
    c1,
    cancelled,
    deleted,
    revise_url: version.reviseUrl,
    text,
  };
}

function versionsOf({ state }: StoredObject): readonly Version[] {
  return [state.signed, state.open].flatMap((each) => each?.versions ?? []);
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
    [
      "state",
      winner === null
        ? "not published"
        : winner.deleted
          ? "deleted"
          : winner.cancelled
            ? "cancelled"
            : "published",
    ],
    ["uid", stored.uid],
    ["changed", minuteText(stored.changedAt, timezone)],
    ["revise at", winner?.reviseUrl ?? ""],
  ];
  const versions = versionsOf(stored).map((version) => ({
    version,
    note: version.c1 === winner?.c1 ? "published" : "rival",
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
