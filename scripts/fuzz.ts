// Hostile inputs, made up and damaged: `npm run fuzz -- --inputs 1000000 --seed 7`. Ends with 1 where one of them did
// what none may; it is shrunk then, and kept in test/fixtures/crashes. One seed replays one run.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parseArgs } from "node:util";
import { keepCrash } from "./fuzz/crash.ts";
import { fuzz, megabytes, type Tally } from "./fuzz/run.ts";
import { everyTarget } from "./fuzz/targets.ts";

/** What a target may hold in the end beyond what it held when all was warm, bytes. */
const GROWTH = 20 * 1024 * 1024;

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
const targets = everyTarget().filter(({ name }) => values.only === undefined || name === values.only);
if (!Number.isSafeInteger(inputs) || inputs < 1 || !Number.isSafeInteger(seed) || targets.length === 0) {
  const names = everyTarget().map(({ name }) => name);
  console.error(
    `Usage: npm run fuzz -- --inputs N --seed N [--only ${names.join("|")}] [--json]; N whole numbers.`,
  );
  process.exit(2);
}
setFlagsFromString("--expose-gc");
globalThis.gc = runInNewContext("gc") as NodeJS.GCFunction;

const shares = targets.reduce((sum, { share }) => sum + share, 0);
const tallies: Tally[] = [];
for (const target of targets) {
  const part = Math.ceil((inputs * target.share) / shares);
  tallies.push(await fuzz(target, { inputs: part, seed }, (progress) => console.error(progress)));
}
const kept = tallies.flatMap(({ crashes }) => crashes.map((crash) => ({ crash, file: keepCrash(crash) })));
const grown = tallies.filter(({ memory: [first, last] }) => last - first > GROWTH);
console.log(values.json ? JSON.stringify({ seed, tallies }) : tallies.map(inWords).join("\n"));
for (const { crash, file } of kept) console.log(`${crash.fault}\n  kept as test/fixtures/crashes/${file}`);
for (const { target } of grown) console.log(`${target}: memory is not flat.`);
process.exitCode = kept.length + grown.length === 0 ? 0 : 1;

function inWords({ target, inputs: tried, seconds, worst, memory: [first, last], crashes }: Tally): string {
  return (
    `${target}: ${tried} inputs in ${Math.round(seconds)} s; the longest kept the event loop for ${worst.toFixed(0)} ms; ` +
    `memory ${megabytes(first)}, then ${megabytes(last)}; ${crashes.length} kinds of faults`
  );
}
