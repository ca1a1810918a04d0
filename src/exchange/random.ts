/** Randomness as an argument: `length` bytes, unforeseeable in a node, repeatable in a simulation. */
export type Random = (length: number) => Uint8Array;

/** `length` random bytes in lower-case hex. */
export function randomHex(random: Random, length: number): string {
  return Buffer.from(random(length)).toString("hex");
}

/** A number from 0 up to but not including 1, for jitter. */
export function randomFraction(random: Random): number {
  const [a = 0, b = 0] = random(2);
  return (a * 256 + b) / 65_536;
}
