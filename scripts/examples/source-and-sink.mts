// A source that turns a JSON list into events, and a sink that prints a programme of the week.
// Run it in a folder where discal is installed: `node source-and-sink.mts`.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog, openNode, parseConfig, writeCalendar } from "discal";
import type { Commons, Source } from "discal";

// What a house keeps in its own system; a program of your own would ask a database or a web page for it.
const programme = [
  { id: 17, what: "Quiz night", day: "2030-05-06", from: "20:00", to: "22:30", room: "Bar" },
  { id: 18, what: "Open day", day: "2030-05-08" },
  { id: 19, what: "Songs of the sea", day: "2030-05-10", from: "19:30", to: "21:00", room: "Hall" },
];

/** The source: all that it shows now, as a calendar. The node polls it like a feed, and remembers what it said. */
const club: Source = {
  url: "https://club.example/programme.json",
  name: "Corner club",
  poll: "15m",
  tags: ["club"],
  read: async () =>
    writeCalendar(
      "Corner club",
      programme.map(({ id, what, day, from, to, room }) => ({
        uid: `${id}@club.example`,
        title: what,
        start: from === undefined ? day : `${day}T${from}`,
        end: to === undefined ? null : `${day}T${to}`,
        zone: from === undefined ? null : "Europe/Vienna",
        location: room ?? null,
      })),
    ),
};

/** The sink: a function over what the node has published. */
async function programmeOfWeek(commons: Commons, monday: string): Promise<string> {
  const from = Date.parse(`${monday}T00:00Z`);
  const { rows } = await commons.list({ from, to: from + 7 * 86_400_000, limit: 100 });
  const lines = rows.map(({ event, occurrence: { localStart, location } }) =>
    [localStart.slice(0, 16).replace("T", " ").padEnd(18), event.title, location ?? event.location]
      .filter((part) => part !== "")
      .join("  "),
  );
  return [`The week of ${monday}`, ...lines].join("\n");
}

const folder = await mkdtemp(join(tmpdir(), "discal-source-"));
{
  const config = parseConfig("node: { timezone: Europe/Vienna }", folder);
  await using node = await openNode(config, createLog("warn"), [club]);
  await node.tick(); // What is due by the clock: the source is polled for the first time.
  console.log(await programmeOfWeek(node.store.commons, "2030-05-06"));
}
await rm(folder, { recursive: true });
