import type { Case } from "./case.ts";
import { fanOut } from "./cases/fan-out.ts";
import { feedOut } from "./cases/feed-out.ts";
import { ingestBatched } from "./cases/ingest-batched.ts";
import { ingestSingle } from "./cases/ingest-single.ts";
import { inn } from "./cases/inn.ts";
import { memory } from "./cases/memory.ts";
import { pollChanged } from "./cases/poll-changed.ts";
import { pollUnchanged } from "./cases/poll-unchanged.ts";
import { queries } from "./cases/queries.ts";
import { start } from "./cases/start.ts";

/** All of the benchmark, in the order of its table. */
export const CASES: readonly Case[] = [
  ingestBatched,
  ingestSingle,
  fanOut,
  pollUnchanged,
  pollChanged,
  feedOut,
  queries,
  start,
  memory,
  inn,
];
