const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * A ULID (github.com/ulid/spec): 26 letters that sort by time, of a moment (ms since 1970, before the year 10889) and
 * 10 more bytes.
 */
export function ulid(moment: number, more: Uint8Array): string {
  const time = BigInt(Math.floor(moment)) << 80n;
  let rest = more.subarray(0, 10).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) | time;
  let text = "";
  for (let n = 0; n < 26; n += 1) {
    text = `${LETTERS[Number(rest & 31n)] ?? ""}${text}`;
    rest >>= 5n;
  }
  return text;
}
