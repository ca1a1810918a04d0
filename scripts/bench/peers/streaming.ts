import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { lineReader } from "./line-reader.ts";

/** An article with its Message-ID. */
export interface Article {
  readonly id: string;
  /** From its first header to the dot that ends it. */
  readonly text: string;
}

/** Articles that are under way, not yet answered. */
export const IN_FLIGHT = 50;
/** No answer of a server may take longer, ms. */
const PATIENCE = 60_000;

/** A connection on which articles are streamed (RFC 4644). */
export interface Streaming extends Disposable {
  /** Sends them all, {@link IN_FLIGHT} at a time; resolves once each was taken. Throws with the first answer that is no 239. */
  takeThis(articles: readonly Article[]): Promise<void>;
}

/** Connects and asks for streaming. */
export async function startStreaming(port: number): Promise<Streaming> {
  const socket = connect(port, "127.0.0.1").setNoDelay(true).setEncoding("latin1");
  const closed = once(socket, "close").then(() => Promise.reject(new Error("the news server hung up")));
  closed.catch(() => {});
  const talk = (hear: (lines: readonly string[]) => boolean): Promise<void> =>
    Promise.race([closed, conversation(socket, hear)]);
  await talk(([greeting]) => expect(greeting, "20"));
  const streams = talk(([answer]) => expect(answer, "203"));
  socket.write("MODE STREAM\r\n");
  await streams;
  return {
    async takeThis(articles) {
      let [sent, taken] = [0, 0];
      const send = (upTo: number): void => {
        const next = articles.slice(sent, upTo);
        sent += next.length;
        if (next.length > 0) socket.write(next.map(({ id, text }) => `TAKETHIS ${id}\r\n${text}`).join(""));
      };
      const done = talk((lines) => {
        for (const line of lines) expect(line, "239");
        taken += lines.length;
        send(taken + IN_FLIGHT);
        return taken === articles.length;
      });
      send(IN_FLIGHT);
      await done;
    },
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

/** Hands all lines that come to `hear`, until it says that it has heard enough. */
function conversation(socket: Socket, hear: (lines: readonly string[]) => boolean): Promise<void> {
  const read = lineReader();
  return new Promise((resolve, reject) => {
    const onTime = (): void => settle(new Error(`no answer of the news server within ${PATIENCE} ms`));
    const onData = (chunk: string): void => {
      try {
        const lines = read(chunk);
        if (lines.length > 0 && hear(lines)) settle();
      } catch (error) {
        settle(error as Error);
      }
    };
    const settle = (error?: Error): void => {
      socket.off("data", onData).off("timeout", onTime);
      if (error === undefined) resolve();
      else reject(error);
    };
    socket.setTimeout(PATIENCE).on("data", onData).on("timeout", onTime);
  });
}

function expect(answer = "", code: string): true {
  if (answer.startsWith(code)) return true;
  throw new Error(`the news server answered “${answer}” where ${code} was expected`);
}
