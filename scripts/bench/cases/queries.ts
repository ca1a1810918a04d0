import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import Sqlite from "better-sqlite3";
import { Client } from "undici";
import type { Case, Row } from "../case.ts";
import { FIRST_DAY, placeOf, tagOf } from "../dated-events.ts";
import { ORIGIN } from "../events.ts";
import { inTurn, rateRow, timed } from "../in-turn.ts";
import { startLimit } from "../limit.ts";
import type { Question, tasks } from "../limits/queries.ts";
import { nodeIn } from "../node.ts";
import { type BenchStore, storeOf } from "../stores.ts";

const DAY = 86_400_000;
/** Happenings of a page. */
const PAGE = 50;
const GROWTH = { atMost: 3 };

export const queries: Case = {
  name: "queries",
  work: `Pages of ${PAGE} happenings by dates, tag, place and words: /events.json`,
  against: "the best bare prepared statements on the same tables, as JSON by node:http",
  async run(extent) {
    const sizes = extent.quick ? [1_000] : [10_000, 100_000, 1_000_000];
    const stores: BenchStore[] = [];
    for (const size of sizes) stores.push(await storeOf(size));
    const asked = questions(stores[0]!);
    await using limit = startLimit<typeof tasks>("queries");
    const rows: Row[] = [];
    for (const store of stores) rows.push(...(await pagesOf(store, asked, limit, extent)));
    return [...rows, ...asked.flatMap(({ name }) => growthOf(name, rows))];
  },
};

/** One kind of query, with the questions of a round. */
interface Asked {
  readonly name: string;
  readonly note: string;
  readonly questions: readonly Question[];
}

/** Questions of a round, and how many of them are looked at first. */
const [ROUND, COMPARED] = [20, 5];

function questions(store: BenchStore): readonly Asked[] {
  const round = (kind: Question["kind"], valueOf: (n: number) => string, days?: number) =>
    Array.from({ length: ROUND }, (_, n): Question => {
      const from = FIRST_DAY + (60 + 7 * n) * DAY;
      return { kind, value: valueOf(n), from, to: days === undefined ? null : from + days * DAY };
    });
  const ofWords = (share: number) => {
    const words = wordsOf(store, share);
    return round("text", (n) => words[n % words.length] ?? "");
  };
  return [
    { name: "query, a month", note: "all events", questions: round("range", () => "", 30) },
    { name: "query, tag", note: "one event in 40", questions: round("tag", (n) => tagOf(n)) },
    { name: "query, place", note: "one event in 200", questions: round("place", (n) => placeOf(n)) },
    { name: "query, word", note: "words of one event in 200", questions: ofWords(0.005) },
    { name: "query, common word", note: "words of one event in 10", questions: ofWords(0.1) },
  ];
}

/** Some words that about this share of all events have. */
function wordsOf({ database, events }: BenchStore, share: number): readonly string[] {
  const db = new Sqlite(database);
  try {
    db.exec("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, events_text, row)");
    return db
      .prepare<[number], string>(
        "SELECT term FROM words WHERE length(term) > 4 ORDER BY abs(doc - ?), term LIMIT 5",
      )
      .pluck()
      .all(events * share);
  } finally {
    db.close();
  }
}

async function pagesOf(
  store: BenchStore,
  asked: readonly Asked[],
  limit: ReturnType<typeof startLimit<typeof tasks>>,
  extent: { readonly quick: boolean; readonly rounds: number },
): Promise<readonly Row[]> {
  await using node = await nodeIn(store.folder, { sites: store.sites("http://127.0.0.1:9") });
  await node.start();
  const sides = {
    node: new Client(node.url),
    limit: new Client(await limit.run("serve", { database: store.database, url: node.url })),
  };
  const size = `${store.events.toLocaleString("en-US")} events`;
  const rows: Row[] = [];
  for (const { name, note, questions } of asked) {
    for (const question of questions.slice(0, COMPARED)) await compare(sides, question);
    const figures = await inTurn(extent, {
      limit: () => timed(() => askAll(sides.limit, questions.map(ofLimit))),
      node: () => timed(() => askAll(sides.node, questions.map(ofNode))),
    });
    const ms = figures.node / questions.length;
    const row = rateRow(
      { case: name, size, unit: "pages/s", goal: { atLeast: 0.7 } },
      questions.length,
      figures,
    );
    const plot = { title: `${name}: ms a page`, x: store.events, y: ms, unit: "ms" };
    rows.push({ ...row, plot, note: `${note}; both over HTTP; ${ORIGIN}` });
  }
  await Promise.all([sides.node.close(), sides.limit.close()]);
  return rows;
}

/** Both sides must give the same happenings. */
async function compare(sides: Readonly<Record<"node" | "limit", Client>>, question: Question): Promise<void> {
  const [node, limit] = (
    await Promise.all([ask(sides.node, ofNode(question)), ask(sides.limit, ofLimit(question))])
  ).map((text) => (JSON.parse(text) as { readonly events: readonly unknown[] }).events);
  if (!isDeepStrictEqual(node, limit) || node?.length === 0)
    throw new Error(
      `${JSON.stringify(question)}: ${node?.length} events by the node, ${limit?.length} by the limit, or not the same`,
    );
}

async function askAll(client: Client, paths: readonly string[]): Promise<void> {
  for (const path of paths) await ask(client, path);
}

async function ask(client: Client, path: string, patience = 30): Promise<string> {
  const { statusCode, body } = await client.request({ path, method: "GET" });
  const text = await body.text();
  // On a machine that is busy with something else the node puts off whoever asks.
  if (statusCode === 503 && patience > 0) {
    await pause(100);
    return ask(client, path, patience - 1);
  }
  if (statusCode !== 200) throw new Error(`${path} was answered ${statusCode}: ${text}`);
  return text;
}

function ofNode({ kind, value, from, to }: Question): string {
  const named = { range: {}, tag: { tag: value }, place: { place: value }, text: { q: value } }[kind];
  return `/events.json?${new URLSearchParams({ ...named, ...moments(from, to), limit: String(PAGE) }).toString()}`;
}

function moments(from: number, to: number | null): Record<string, string> {
  return { from: new Date(from).toISOString(), ...(to !== null && { to: new Date(to).toISOString() }) };
}

function ofLimit({ kind, value, from, to }: Question): string {
  const bare = kind === "text" ? `"${value}"*` : value.toLowerCase();
  const given = { kind, value: bare, from: String(from), limit: String(PAGE) };
  return `/?${new URLSearchParams(to === null ? given : { ...given, to: String(to) }).toString()}`;
}

/** How much dearer a page is among a hundred times as many events. */
function growthOf(name: string, rows: readonly Row[]): readonly Row[] {
  const costs = rows.filter((row) => row.case === name).flatMap(({ plot }) => plot ?? []);
  const [few, many] = [costs[0], costs.at(-1)];
  if (few === undefined || many === undefined || few.x === many.x) return [];
  const size = `${few.x.toLocaleString("en-US")} to ${many.x.toLocaleString("en-US")} events`;
  const note = "ms a page by the node among the fewest and among the most events";
  const common = { case: `${name}: growth`, size, unit: "ms", goal: GROWTH, note };
  return [{ ...common, limit: few.y, node: many.y, ratio: many.y / few.y }];
}
