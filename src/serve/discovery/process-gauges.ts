import { performance } from "node:perf_hooks";
import { Counter, Gauge, type Registry } from "prom-client";

/** What the process uses, under the names that dashboards know; read when the metrics are, by no timer. */
export function processGauges(registry: Registry, version: string): void {
  const registers = [registry];
  new Gauge({
    name: "discal_build_info",
    help: "1, with the versions of the program and of Node.",
    labelNames: ["version", "node"],
    registers,
  }).set({ version, node: process.version }, 1);
  new Gauge({
    name: "process_start_time_seconds",
    help: "When the process began, in seconds since 1970.",
    registers,
  }).set(performance.timeOrigin / 1000);
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Memory of the process that is in RAM.",
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: "nodejs_heap_size_used_bytes",
    help: "Memory that JavaScript objects use.",
    registers,
    collect() {
      this.set(process.memoryUsage().heapUsed);
    },
  });
  total(registers, "process_cpu_seconds_total", "Time of processors that the process used.", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  total(
    registers,
    "nodejs_eventloop_active_seconds_total",
    "Time in which the event loop was at work; a rate near 1 keeps requests waiting.",
    () => performance.eventLoopUtilization().active / 1000,
  );
}

/** A counter that somebody else counts. */
function total(registers: Registry[], name: string, help: string, value: () => number): void {
  new Counter({
    name,
    help,
    registers,
    collect() {
      this.reset();
      this.inc(value());
    },
  });
}
