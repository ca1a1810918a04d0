import { existsSync } from "node:fs";
import { join } from "node:path";

/** Real input: `DISCAL_CORPUS`, else the folder that stands beside the project on some machines. */
export const corpus =
  process.env["DISCAL_CORPUS"] ?? join(import.meta.dirname, "..", "..", "..", "shared", "corpus");

/** False where there is none; says so once, so that nobody takes the skipped suite for a passed one. */
export const hasCorpus = existsSync(join(corpus, "feeds"));

if (!hasCorpus)
  console.warn(
    `No corpus of real feeds at ${corpus}: its suite is skipped. DISCAL_CORPUS names another place.`,
  );
