// Writes schema/config/peers.schema.json from the option table: `node scripts/write-config-schema.ts`.
import { writeFile } from "node:fs/promises";
import { format } from "prettier";
import { configSchema } from "../src/config/options.ts";

const file = new URL("../schema/config/peers.schema.json", import.meta.url);
await writeFile(file, await format(JSON.stringify(configSchema()), { parser: "json", printWidth: 110 }));
