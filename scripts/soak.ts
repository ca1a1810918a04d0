// Real nodes behind faulty connections, killed at random, then healed: `npm run soak -- --minutes 10 --nodes 8`.
// Ends with 1 where they do not come to the same state.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { seededDice } from "../test/support/dice.ts";
import { parties, repairAll } from "./soak/agreement.ts";
import { buildTown, invite, isUp, type Town } from "./soak/town.ts";
import { newTally, workOnce } from "./soak/work.ts";

/** How long a node may take to answer again after `kill -9`, ms. */
const START = 30_000;
/** How long all may take to agree once nothing is broken any more, ms. */
const AGREE = 5 * 60_000;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    nodes: { type: "string", default: "8" },
    seed: { type: "string", default: "1" },
    keep: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const minutes = Number(values.minutes);
const dice = seededDice(Number(values.seed));
const folder = await mkdtemp(join(tmpdir(), "discal-soak-"));
const say = (text: string): void => void process.stderr.write(`${text}\n`);

process.exitCode = await soak();
if (!values.keep) await rm(folder, { recursive: true, force: true });
else say(`Logs and databases are in ${folder}.`);

async function soak(): Promise<number> {
  await using town = await buildTown(folder, Number(values.nodes), dice);
  const tally = newTally();
  let kills = 0;
  const late: string[] = [];
  for (const house of town.houses) if (!(await isUp(house, START))) late.push(house.name);
  await Promise.all(town.houses.map(invite));
  say(`${town.houses.length} nodes run for ${minutes} minutes; seed ${values.seed}.`);
  const uids: string[] = [];
  const end = Date.now() + minutes * 60_000;
  for (let told = Date.now(); Date.now() < end;) {
    await Promise.all(Array.from({ length: 4 }, () => workOnce(town.houses, dice, uids, tally)));
    await wait(dice.between(20, 200));
    if (dice.between(1, 60) === 1) {
      kills += 1;
      const { program } = dice.pick(town.houses);
      await program.kill();
      await wait(dice.between(0, 3_000));
      program.start();
    }
    if (Date.now() - told < 30_000) continue;
    told = Date.now();
    say(
      `${Math.ceil((end - told) / 60_000)} minutes to go: ${uids.length} events, ${kills} kills, ${JSON.stringify(tally)}`,
    );
  }
  town.heal();
  for (const house of town.houses) {
    if (!house.program.running()) house.program.start();
    if (!(await isUp(house, START))) late.push(house.name);
  }
  const healed = Date.now();
  const held = await agree(town, healed + AGREE);
  const took = Math.round((Date.now() - healed) / 1000);
  const result = {
    seed: Number(values.seed),
    minutes,
    nodes: town.houses.length,
    kills,
    ...tally,
    faults: faults(town),
    late,
    agreedAfterSeconds: took,
    parties: held,
  };
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${report(result)}\n`);
  return held.length === 1 && late.length === 0 ? 0 : 1;
}

async function agree({ houses }: Town, end: number): Promise<readonly (readonly string[])[]> {
  let found = await parties(houses);
  while (found.length > 1 && Date.now() < end) {
    await repairAll(houses);
    await wait(2_000);
    found = await parties(houses);
    say(`${found.length} different states`);
  }
  return found;
}

function faults({ houses }: Town): Readonly<Record<string, number>> {
  const sum: Record<string, number> = {};
  for (const { proxy } of houses)
    for (const [kind, count] of proxy.fared) sum[kind] = (sum[kind] ?? 0) + count;
  return sum;
}

function report(
  result: Readonly<Record<string, unknown>> & { readonly parties: readonly (readonly string[])[] },
): string {
  const { parties: held, ...rest } = result;
  const lines = Object.entries(rest).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const verdict =
    held.length === 1
      ? "All nodes hold the same state."
      : `The nodes are split: ${held.map((names) => names.join(", ")).join(" | ")}`;
  return [...lines, verdict].join("\n");
}
