import { performance } from "node:perf_hooks";
import { Counter, Gauge, type Registry } from "prom-client";

/**
 * What the process uses, under the names that dashboards know; gives a function that looks again, for each time that
 * the metrics are read: no timer looks in between.
 */
export function processGauges(registry: Registry, version: string): () => void {
  const registers = [registry];
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const total = (name: string, help: string) => new Counter({ name, help, registers });
  const build = new Gauge({
    name: "discal_build_info",
    help: "1, with the versions of the program and of Node.",
    labelNames: ["version", "node"],
    registers,
  });
  const start = gauge("process_start_time_seconds", "When the process began, in seconds since 1970.");
  const resident = gauge("process_resident_memory_bytes", "Memory of the process that is in RAM.");
  const heap = gauge("nodejs_heap_size_used_bytes", "Memory that JavaScript objects use.");
  const cpu = total("process_cpu_seconds_total", "Time of processors that the process used.");
  const active = total(
    "nodejs_eventloop_active_seconds_total",
    "Time in which the event loop was at work; a rate near 1 keeps requests waiting.",
  );
  build.set({ version, node: process.version }, 1);
  start.set(performance.timeOrigin / 1000);
  return () => {
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    resident.set(rss);
    heap.set(heapUsed);
    count(cpu, (user + system) / 1e6);
    count(active, performance.eventLoopUtilization().active / 1000);
  };
}

/** For what somebody else counts. */
function count(counter: Counter, value: number): void {
  counter.reset();
  counter.inc(value);
}
