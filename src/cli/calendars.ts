import type { Command } from "commander";
import { nearest } from "../config/nearest.ts";
import { isSlug, type SavedCalendar } from "../core/model/calendar.ts";
import { filterWords } from "../serve/feeds/filter-words.ts";
import { calendarJson } from "../sinks/calendar-json.ts";
import { type FilterOptions, readFilterOptions, withFilter } from "./event-query.ts";
import { UsageError } from "./exit.ts";
import { withNode } from "./session.ts";
import type { Shell } from "./shell.ts";
import { formatTable } from "./table.ts";

/** `discal calendars`: named, saved filters, each with a feed and a page of its own. */
export function addCalendars(program: Command, shell: Shell): void {
  const calendars = program
    .command("calendars")
    .description("saved calendars: named filters, each with its own feed and page")
    .addHelpText(
      "after",
      `
Examples:
  discal calendars
  discal calendars save music --title "Music in town" --tag music --tag concert
  discal calendars save near --title "Near us" --near 38.54,-121.74 --radius 2km
  discal calendars remove music`,
    );
  addList(calendars, shell);
  addSave(calendars, shell);
  addRemove(calendars, shell);
}

function addList(calendars: Command, shell: Shell): void {
  calendars
    .command("list", { isDefault: true })
    .description("list saved calendars, with what is in them and where they are")
    .addHelpText(
      "after",
      `
Examples:
  discal calendars
  discal calendars --json | jq -r ".calendars[].links.ics"`,
    )
    .action(async (_options: object, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const saved = await node.store.calendars.all();
        const sites = await node.store.registry.all();
        say({ calendars: saved.map((each) => calendarJson(each, config.node.url)) }, (width) => {
          if (saved.length === 0)
            return 'No saved calendars yet: npx discal calendars save music --title "Music in town" --tag music';
          return formatTable(
            saved,
            [
              { title: "NAME", value: ({ slug }) => slug },
              { title: "TITLE", value: ({ title }) => title, shrinks: true },
              {
                title: "HOLDS",
                value: ({ filter }) => filterWords(filter, sites) || "all events",
                shrinks: true,
              },
              { title: "PAGE", value: ({ slug }) => `${config.node.url}/calendars/${slug}`, spare: true },
            ],
            width,
          );
        });
      });
    });
}

function addSave(calendars: Command, shell: Shell): void {
  withFilter(
    calendars
      .command("save")
      .description("save a calendar under a name, in place of the one that had it")
      .argument("<slug>", "its name in addresses: lower-case letters, digits and hyphens")
      .requiredOption("--title <title>", "what people call it")
      .option("--description <text>", "what it is about", ""),
  )
    .addHelpText(
      "after",
      `
Examples:
  discal calendars save music --title "Music in town" --tag music --tag concert
  discal calendars save library --title "At the library" --place "Town library"`,
    )
    .action(
      async (
        slug: string,
        { title, description, ...filter }: FilterOptions & { title: string; description: string },
        command: Command,
      ) => {
        requireSlug(slug);
        if (!/^[^\p{Cc}]{1,100}$/u.test(title))
          throw new UsageError("--title is a line of 1 to 100 characters");
        if (description.length > 1000) throw new UsageError("--description has at most 1000 characters");
        await withNode(shell, command, async (session) => {
          const { node, config, say } = session;
          const calendar: SavedCalendar = {
            slug,
            title,
            description,
            filter: await readFilterOptions(filter, session),
            changedAt: shell.clock(),
          };
          const isNew = await node.store.calendars.save(calendar);
          const saved = calendarJson(calendar, config.node.url);
          say({ saved, new: isNew }, () => `${isNew ? "Saved" : "Replaced"} ${title}: ${saved.links.html}`);
        });
      },
    );
}

function addRemove(calendars: Command, shell: Shell): void {
  calendars
    .command("remove")
    .description("remove a saved calendar; its events stay")
    .argument("<slug>", "its name in addresses")
    .addHelpText(
      "after",
      `
Examples:
  discal calendars remove music`,
    )
    .action(async (slug: string, _options: object, command: Command) => {
      await withNode(shell, command, async ({ node, say }) => {
        if (!(await node.store.calendars.remove(slug))) {
          const known = (await node.store.calendars.all()).map((each) => each.slug);
          const meant = nearest(slug, known);
          const hint =
            meant === null ? `known are ${known.join(", ") || "none"}` : `did you mean "${meant}"?`;
          throw new UsageError(`there is no calendar "${slug}"; ${hint}`);
        }
        say({ removed: slug }, () => `Removed ${slug}.`);
      });
    });
}

function requireSlug(slug: string): void {
  if (isSlug(slug)) return;
  const meant = slug
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replaceAll(/^-|-$/g, "");
  const hint = meant === "" ? 'such as "music"' : `such as "${meant}"`;
  throw new UsageError(
    `"${slug}" can't be a calendar's name: expected 1 to 60 lower-case letters, digits and hyphens, none at an end, ${hint}`,
  );
}
