// Writes schema/wire/zone-names.json, the zone names that digest D depends on: `node scripts/write-zone-names.ts`.
import { writeFile } from "node:fs/promises";
import { format } from "prettier";
import { publishedAliases } from "../src/core/ical/zone-aliases.ts";
import { publishedNames } from "../src/core/ical/zone-names.ts";

const file = new URL("../schema/wire/zone-names.json", import.meta.url);
const lists = { names: publishedNames(), aliases: Object.fromEntries(publishedAliases()) };
await writeFile(file, await format(JSON.stringify(lists), { parser: "json", printWidth: 110 }));
