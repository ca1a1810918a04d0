import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { edited } from "./edits.ts";

/** Keys and a signature that were made once, so that a seed tries the same inputs each time. */
const KEYS = join(import.meta.dirname, "..", "..", "test", "fixtures", "keys");

export const signature: Uint8Array = readFileSync(join(KEYS, "node.sig"));
/** What it is over. */
export const signed: Uint8Array = new TextEncoder().encode("signed text");
/** By whose subkey it is. */
export const certificate: string = readFileSync(join(KEYS, "node.asc"), "utf8");

const certificates: readonly string[] = readdirSync(KEYS)
  .filter((name) => name.endsWith(".asc"))
  .sort()
  .map((name) => readFileSync(join(KEYS, name), "utf8"));

type Bytes = readonly number[];

interface Packet {
  /** With the bits that mark a header. */
  readonly tag: number;
  readonly body: Bytes;
}

/** The packets of an armored certificate; all have new-format headers with one or two octets of length. */
function packetsOf(armor: string): readonly Packet[] {
  const [, base64 = ""] = /\n\n([\s\S]*?)\n(?:=|-)/.exec(armor.replaceAll("\r", "")) ?? [];
  const bytes = [...Buffer.from(base64, "base64")];
  const packets: Packet[] = [];
  for (let at = 0; at < bytes.length;) {
    const [tag = 0, one = 0, two = 0] = bytes.slice(at);
    const [start, length] = one < 192 ? [at + 2, one] : [at + 3, ((one - 192) << 8) + two + 192];
    packets.push({ tag, body: bytes.slice(start, start + length) });
    at = start + length;
  }
  return packets;
}

function written({ tag, body }: Packet): Bytes {
  const { length } = body;
  return [tag, 0xff, length >>> 24, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff, ...body];
}

const whole = certificates.map(packetsOf);
const every = whole.flat();
const octet = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255));
const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const place = (count: number, at: number) => Math.floor(at * count);

/** What is done to a list that has something in it. */
type Change<T> = (all: readonly T[]) => readonly T[];

/** Octets that are turned, cut out or put in. */
const damage: fc.Arbitrary<Change<number>> = fc.oneof(
  fc.tuple(share, octet).map(
    ([at, put]): Change<number> =>
      (all) =>
        all.with(place(all.length, at), put),
  ),
  fc.tuple(share, fc.nat(8)).map(
    ([at, count]): Change<number> =>
      (all) =>
        all.toSpliced(place(all.length, at), count),
  ),
  fc.tuple(share, fc.array(octet, { maxLength: 40 })).map(
    ([at, put]): Change<number> =>
      (all) =>
        all.toSpliced(place(all.length, at), 0, ...put),
  ),
  share.map(
    (at): Change<number> =>
      (all) =>
        all.slice(0, place(all.length, at)),
  ),
);

/** One packet, and what stands in its place. */
function inPlace(change: fc.Arbitrary<(one: Packet) => readonly Packet[]>): fc.Arbitrary<Change<Packet>> {
  return fc.tuple(share, change).map(([at, each]) => (all) => {
    const index = place(all.length, at);
    const one = all[index];
    return one === undefined ? all : all.toSpliced(index, 1, ...each(one));
  });
}

/** Packets that are damaged, left out, repeated, moved, or another certificate's. */
const rearrangement: fc.Arbitrary<Change<Packet>> = fc.oneof(
  inPlace(
    damage.map((change) => ({ tag, body }) => [{ tag, body: body.length === 0 ? body : change(body) }]),
  ),
  inPlace(octet.map((tag) => ({ body }) => [{ tag: tag | 0xc0, body }])),
  inPlace(fc.constant(() => [])),
  inPlace(fc.integer({ min: 2, max: 250 }).map((times) => (one) => Array.from({ length: times }, () => one))),
  inPlace(fc.constantFrom(...every).map((other) => (one) => [other, one])),
  fc.tuple(share, share).map(([from, to]): Change<Packet> => (all) => {
    const index = place(all.length, from);
    return all.toSpliced(index, 1).toSpliced(place(all.length, to), 0, ...all.slice(index, index + 1));
  }),
);

function changed<T>(
  from: fc.Arbitrary<readonly T[]>,
  change: fc.Arbitrary<Change<T>>,
): fc.Arbitrary<readonly T[]> {
  return fc
    .tuple(from, fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([all, changes]) => changes.reduce((now, each) => (now.length === 0 ? now : each(now)), all));
}

function armored(bytes: Bytes): string {
  const lines = Buffer.from(bytes)
    .toString("base64")
    .replaceAll(/.{1,64}/g, "$&\n");
  return `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${lines}-----END PGP PUBLIC KEY BLOCK-----\n`;
}

const rearranged = changed(fc.constantFrom(...whole), rearrangement).map((packets) =>
  packets.flatMap(written),
);

/** Certificates as strangers show them: damaged as text, or as packets. */
export const strangersCertificates: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: rearranged.map(armored), weight: 4 },
  changed(rearranged, damage).map(armored),
  edited(fc.constantFrom(...certificates)),
);

/** Signatures that are damaged, in hex. */
export const strangersSignatures: fc.Arbitrary<string> = changed(fc.constant([...signature]), damage).map(
  (bytes) => Buffer.from(bytes).toString("hex"),
);
