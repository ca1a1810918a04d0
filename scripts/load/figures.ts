import type { Counts } from "./counts.ts";
import type { Machine } from "./machine.ts";
import type { Probed } from "./probe.ts";

/** What a run has shown. */
export interface Figures {
  readonly share: number;
  readonly seconds: number;
  readonly alive: boolean;
  /** That the node has at the end. */
  readonly events: number;
  /** ms after the start, when the large feed was fetched. */
  readonly bigFeed: number;
  readonly pushes: Counts;
  readonly subscribers: Counts;
  readonly slow: Counts;
  readonly requests: Probed;
  /** Most resident memory, MiB. */
  readonly mib: { readonly own: number; readonly children: number; readonly computed: number };
  readonly machine: Machine;
}

/** What README and operating/README.md promise: ms, and MiB of the program itself. */
export const BOUNDS = { p99: 1000, own: 640 };

const ANSWERED = new Set(["200", "304"]);
const REFUSED = new Set(["429", "503"]);

/** What is not as it should be, in words. */
export function faultsOf(figures: Figures, untimed: boolean): readonly string[] {
  const { alive, bigFeed, pushes, subscribers, slow, requests, mib } = figures;
  const strange = (counts: Counts): readonly string[] =>
    Object.keys(counts).filter((answer) => !ANSWERED.has(answer) && !REFUSED.has(answer));
  const faults = [
    ...(alive ? [] : ["The program has ended."]),
    ...(bigFeed < 0 ? ["The large feed was never fetched."] : []),
    ...(pushes["200"] === undefined ? ["No push was taken."] : []),
    ...(subscribers["304"] === undefined ? ["No subscriber was told that nothing has changed."] : []),
    ...(slow["401"] === undefined
      ? ["No stranger's push was refused while its body was still to come."]
      : []),
    ...(slow["408"] === undefined && slow["cut off"] === undefined
      ? ["Nobody who says next to nothing was cut off."]
      : []),
    ...[pushes, subscribers, ...Object.values(requests).map(({ answers }) => answers)].flatMap((counts) =>
      strange(counts).map((answer) => `${counts[answer]} requests were answered by ${answer}.`),
    ),
  ];
  if (untimed) return faults;
  const slowKinds = Object.entries(requests).filter(([, { p99 }]) => p99 > BOUNDS.p99);
  return [
    ...faults,
    ...slowKinds.map(
      ([kind, { p99 }]) => `${kind}: 1 of 100 took ${p99} ms or more; ${BOUNDS.p99} are allowed.`,
    ),
    ...(mib.own > BOUNDS.own ? [`The program had ${mib.own} MiB; ${BOUNDS.own} are allowed.`] : []),
  ];
}

export function report({
  share,
  seconds,
  events,
  bigFeed,
  pushes,
  subscribers,
  slow,
  requests,
  mib,
  machine,
}: Figures): string {
  const words = (counts: Counts): string =>
    Object.entries(counts)
      .map(([answer, n]) => `${n} × ${answer}`)
      .join(", ");
  return [
    `${share * 100} % of the load for ${seconds} s; the node has ${events} events at the end.`,
    `Slow connections ended by: ${words(slow)}`,
    `Pushes: ${words(pushes)}`,
    `Subscribers: ${words(subscribers)}`,
    `The large feed was fetched after ${Math.round(bigFeed / 1000)} s.`,
    ...Object.entries(requests).map(
      ([kind, { answers, p50, p99, most }]) =>
        `${kind}: p50 ${p50} ms, p99 ${p99} ms, at most ${most} ms (${words(answers)})`,
    ),
    `Memory: ${mib.own} MiB, its children ${mib.children} MiB. They computed for ${mib.computed} s.`,
    `Others took ${machine.others} of the ${machine.all} s of this machine's processors: where that is much, times say little.`,
  ].join("\n");
}
