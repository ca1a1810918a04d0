import { breathe } from "../workshop/breathe.ts";

interface Waiting {
  readonly sender: string;
  readonly octets: number;
  readonly take: () => Promise<void>;
}

/**
 * Takes what waits, as much of it in one go as has `most` octets, so that it waits for the disk together; of one sender only
 * one piece at a time, in their order. Others have their turn before each go. What fails holds up nothing else.
 */
export function inGoes(
  most: number,
): <T>(sender: string, octets: number, take: () => Promise<T>) => Promise<T> {
  let waiting: readonly Waiting[] = [];
  const takeAll = async () => {
    while (waiting.length > 0) {
      await breathe();
      const go = new Set(nextGo(waiting, most));
      await Promise.all([...go].map(({ take }) => take()));
      waiting = waiting.filter((one) => !go.has(one));
    }
  };
  return <T>(sender: string, octets: number, take: () => Promise<T>) => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    waiting = [...waiting, { sender, octets, take: () => take().then(resolve, reject) }];
    if (waiting.length === 1) void takeAll();
    return promise;
  };
}

/** At least one piece, however large. */
function nextGo(waiting: readonly Waiting[], most: number): readonly Waiting[] {
  const go: Waiting[] = [];
  let octets = 0;
  for (const one of waiting) {
    if (go.some(({ sender }) => sender === one.sender)) continue;
    octets += one.octets;
    if (go.length > 0 && octets > most) break;
    go.push(one);
  }
  return go;
}
