/** A fingerprint in groups of four, as people read it to each other. */
export function grouped(fingerprint: string): string {
  return fingerprint.replaceAll(/(.{4})(?=.)/g, "$1 ");
}
