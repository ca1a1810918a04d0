import type { Case } from "./case.ts";
import { catchUp } from "./cases/catch-up.ts";
import { fanOut } from "./cases/fan-out.ts";
import { feedOut } from "./cases/feed-out.ts";
import { ingestBatched } from "./cases/ingest-batched.ts";
import { ingestSingle } from "./cases/ingest-single.ts";
import { inn } from "./cases/inn.ts";
import { latency } from "./cases/latency.ts";
import { memory } from "./cases/memory.ts";
import { pollChanged } from "./cases/poll-changed.ts";
import { pollUnchanged } from "./cases/poll-unchanged.ts";
import { queries } from "./cases/queries.ts";
import { radicale } from "./cases/radicale.ts";
import { start } from "./cases/start.ts";
import { vdirsyncer } from "./cases/vdirsyncer.ts";
import { xandikos } from "./cases/xandikos.ts";

/** All of the benchmark, in the order of its table. */
export const CASES: readonly Case[] = [
  ingestBatched,
  ingestSingle,
  pollUnchanged,
  pollChanged,
  feedOut,
  queries,
  fanOut,
  catchUp,
  start,
  memory,
  latency,
  inn,
  radicale,
  xandikos,
  vdirsyncer,
];
