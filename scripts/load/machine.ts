import { availableParallelism, cpus } from "node:os";

/** Who worked on this machine meanwhile, s of processor time: figures are worth little where others took much of it. */
export interface Machine {
  /** All that there was. */
  readonly all: number;
  /** Taken by whatever is neither this program nor what it measures. */
  readonly others: number;
}

/** Watches the machine from now on; `computed`: what the measured program took, s. */
export function watchMachine(): (computed: number) => Machine {
  const [begun, busy, own] = [performance.now(), worked(), process.cpuUsage()];
  return (computed) => {
    const { user, system } = process.cpuUsage(own);
    const others = worked() - busy - (user + system) / 1e6 - computed;
    const all = ((performance.now() - begun) / 1000) * availableParallelism();
    return { all: Math.round(all), others: Math.max(0, Math.round(others)) };
  };
}

function worked(): number {
  const times = cpus().map(({ times: { user, nice, sys, irq } }) => user + nice + sys + irq);
  return times.reduce((sum, each) => sum + each, 0) / 1000;
}
