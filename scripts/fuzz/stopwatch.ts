/** No input may keep this thread busy for longer, ms of its CPU: what waits for the event loop waits as long. */
const MOST_BUSY = 300;

/** The longest that one input took of this thread's CPU since the last look, ms. */
let worst = 0;

export function takeWorst(): number {
  const taken = worst;
  worst = 0;
  return taken;
}

/** Does something that must answer within `deadline` ms and keep the event loop free; throws where it does not. */
export async function timed(deadline: number, work: () => Promise<void>): Promise<void> {
  const once = async (): Promise<number> => {
    const before = busy();
    await inTime(deadline, work());
    return busy() - before;
  };
  const took = await once();
  note(took > MOST_BUSY ? Math.min(took, await once()) : took);
}

/** The same of work that waits for nothing. */
export function timedAtOnce(work: () => void): void {
  const once = (): number => {
    const before = busy();
    work();
    return busy() - before;
  };
  const took = once();
  note(took > MOST_BUSY ? Math.min(took, once()) : took);
}

/** CPU time of this thread alone, ms: that other programs are busy, too, counts for nothing. */
function busy(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Who took long once may have had to collect garbage; whoever does again is slow. */
function note(took: number): void {
  worst = Math.max(worst, took);
  if (took > MOST_BUSY) throw new Error(`the event loop was busy for ${Math.round(took)} ms`);
}

async function inTime(deadline: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${deadline} ms`)), deadline);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
