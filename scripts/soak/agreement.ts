import { command } from "./program.ts";
import type { House } from "./town.ts";

/** Fingerprints of all that a node knows, as one text. */
export async function digestOf({ direct }: House): Promise<string> {
  const response = await fetch(`${direct}/discal/v1/digest?buckets=4096`, {
    signal: AbortSignal.timeout(10_000),
  });
  const { fingerprints } = (await response.json()) as { readonly fingerprints: string };
  return fingerprints;
}

/** By which nodes each state is held: one entry where all agree. */
export async function parties(houses: readonly House[]): Promise<readonly (readonly string[])[]> {
  const states = await Promise.all(houses.map(async (house) => ({ house, state: await digestOf(house) })));
  return [...Map.groupBy(states, ({ state }) => state).values()].map((same) =>
    same.map(({ house }) => house.name),
  );
}

/** Every node catches up with its peers, and compares what it knows with what they do. */
export async function repairAll(houses: readonly House[]): Promise<void> {
  for (const { program } of houses) await command(program.folder, "poll", "--compare").catch(() => "");
}
