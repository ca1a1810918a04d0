import { Agent, request } from "undici";
import { countOf, type Counts } from "./counts.ts";

/** Connections that they share, as those of one proxy; and how many of them ask for the first time. */
const CONNECTIONS = 50;
const NEW = 50;

/**
 * `count` subscribers of one feed, each at an address of its own, ask once within the time; those that did before say what
 * they have. How they were answered.
 */
export async function subscribe(node: string, count: number, end: number): Promise<Counts> {
  const { sites = [] } = (await (await fetch(`${node}/api/v1/sites`)).json()) as {
    readonly sites?: readonly { readonly id: number; readonly name: string }[];
  };
  const id = sites.find(({ name }) => name === "Feed 0")?.id ?? 1;
  const url = `${node}/sites/${id}/feed.ics`;
  const dispatcher = new Agent({ connections: CONNECTIONS });
  const begun = Date.now();
  const answers: string[] = [];
  let next = 0;
  let etag = "";
  const one = async (n: number): Promise<void> => {
    const headers = {
      "x-forwarded-for": `198.18.${n >> 8}.${n & 255}`,
      ...(n % NEW !== 0 && { "if-none-match": etag }),
    };
    const answer = await request(url, { headers, dispatcher });
    etag = String(answer.headers.etag ?? etag);
    await answer.body.dump();
    answers.push(String(answer.statusCode));
  };
  const worker = async (): Promise<void> => {
    while (next < count && Date.now() < end) {
      const n = next;
      next += 1;
      const due = begun + ((end - begun) * 0.9 * n) / count;
      await new Promise((resolve) => void setTimeout(resolve, Math.max(0, due - Date.now())));
      await one(n).catch((error: NodeJS.ErrnoException) => void answers.push(error.code ?? "broken"));
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  await dispatcher.destroy();
  return countOf(answers);
}
