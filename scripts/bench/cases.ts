import type { Case } from "./case.ts";
import { fanOut } from "./cases/fan-out.ts";
import { ingestBatched } from "./cases/ingest-batched.ts";
import { ingestSingle } from "./cases/ingest-single.ts";
import { pollChanged } from "./cases/poll-changed.ts";
import { pollUnchanged } from "./cases/poll-unchanged.ts";
import { queries } from "./cases/queries.ts";

/** All of the benchmark, in the order of its table. */
export const CASES: readonly Case[] = [
  ingestBatched,
  ingestSingle,
  fanOut,
  pollUnchanged,
  pollChanged,
  queries,
];
