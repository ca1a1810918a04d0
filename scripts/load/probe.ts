import { parentPort, workerData } from "node:worker_threads";
import { Agent, request } from "undici";
import { setTimeout as wait } from "node:timers/promises";
import { countOf, type Counts } from "./counts.ts";

/** How ordinary requests fared, by what was asked: answers, and ms in which half, and 99 of 100, were answered. */
export type Probed = Readonly<
  Record<
    string,
    { readonly answers: Counts; readonly p50: number; readonly p99: number; readonly most: number }
  >
>;

interface Job {
  readonly url: string;
  readonly token: string;
  readonly end: number;
}

/** ms in which nothing is measured yet: all connections come at once to a program that has only just started. */
const BEGINNING = 5_000;
/** ms between two requests of a kind. */
const EVERY = 100;

const { postMessage } = parentPort ?? {};
postMessage?.call(parentPort, await probe(workerData as Job));

async function probe({ url, token, end }: Job): Promise<Probed> {
  await wait(BEGINNING);
  const dispatcher = new Agent({ connections: 200 });
  const first = await request(`${url}/feed.ics?q=nothing-of-the-kind`, { dispatcher });
  await first.body.dump();
  const etag = String(first.headers.etag ?? "");
  // Without keep-alive each asks by a connection of its own, as whoever comes for the first time.
  const anew = new Agent({ connections: 200, pipelining: 0 });
  const kinds: Readonly<Record<string, readonly [string, Readonly<Record<string, string>>, Agent?]>> = {
    page: ["/", {}],
    "page, by a new connection": ["/", {}, anew],
    "feed, unchanged or small": ["/feed.ics?q=nothing-of-the-kind", { "if-none-match": etag }],
    API: ["/api/v1/events?limit=10", {}],
    "API, with a token": ["/api/v1/notices", { authorization: `Bearer ${token}` }],
  };
  const results = await Promise.all(
    Object.entries(kinds).map(async ([kind, [path, headers, agent = dispatcher]], k) => {
      const took: number[] = [];
      const answers: string[] = [];
      const all: Promise<void>[] = [];
      for (let n = 0; Date.now() < end - 3000; n += 1) {
        all.push(
          once(
            `${url}${path}`,
            { ...headers, "x-forwarded-for": `198.51.100.${(5 * n + k) % 250}` },
            agent,
            took,
            answers,
          ),
        );
        await wait(EVERY);
      }
      await Promise.all(all);
      return [kind, summary(took, answers)] as const;
    }),
  );
  await Promise.all([dispatcher.destroy(), anew.destroy()]);
  return Object.fromEntries(results);
}

async function once(
  url: string,
  headers: Readonly<Record<string, string>>,
  dispatcher: Agent,
  took: number[],
  answers: string[],
): Promise<void> {
  const begun = performance.now();
  try {
    const answer = await request(url, { headers: { ...headers }, dispatcher, headersTimeout: 20_000 });
    await answer.body.dump();
    answers.push(String(answer.statusCode));
  } catch (error) {
    answers.push((error as NodeJS.ErrnoException).code ?? "broken");
  }
  took.push(performance.now() - begun);
}

function summary(took: readonly number[], answers: readonly string[]) {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { answers: countOf(answers), p50: at(0.5), p99: at(0.99), most: at(1) };
}
