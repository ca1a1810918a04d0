import { request } from "node:http";

/** What the program under test answered. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

let callers = 0;

/** Asks a server on loopback, from another of its addresses each time, so that no quota stands in the way. */
export async function call(
  url: string,
  {
    method = "GET",
    headers = {},
    body,
  }: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Uint8Array;
  } = {},
): Promise<Answer> {
  callers += 1;
  const localAddress = `127.1.${callers >> 8}.${callers & 255}`;
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  request(url, { method, headers, localAddress }, (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
  })
    .on("error", (cause) => reject(new Error(`${method} ${url}`, { cause })))
    .end(body);
  return promise;
}
