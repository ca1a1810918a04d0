import { promisify } from "node:util";
import { constants, crc32, deflateRaw } from "node:zlib";

/** A part of a text, compressed by itself, so that it stays as it is whatever comes before it. */
export interface GzipPiece {
  readonly bytes: Buffer;
  /** Of the text in UTF-8: its checksum, and its octets. */
  readonly crc: number;
  readonly length: number;
}

const compress = promisify(deflateRaw);

/** Compresses a part of a text. */
export async function gzipPiece(text: string, level: number): Promise<GzipPiece> {
  const plain = Buffer.from(text);
  // Ends on a whole octet, and says that more may follow.
  const bytes = await compress(plain, { level, finishFlush: constants.Z_SYNC_FLUSH });
  return { bytes, crc: crc32(plain), length: plain.length };
}

/** The head of a gzip file (RFC 1952, section 2.3): no name, no time, of no known system. */
export const GZIP_HEAD: Buffer = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** What ends a gzip file of these pieces: a last block that is empty, checksum and length of the whole. */
export function gzipEnd(pieces: readonly Omit<GzipPiece, "bytes">[]): Buffer {
  const whole = pieces.reduce((sum, { crc, length }) => joinCrc(sum, crc, length), 0);
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  end.writeUInt32LE(whole, 2);
  end.writeUInt32LE(size % 2 ** 32, 6);
  return end;
}

/** CRC-32 of two texts in a row: the first one's times x to the power of the second one's bits, plus the second one's. */
export function joinCrc(first: number, second: number, length: number): number {
  let power = ONE;
  for (let [octets, square] = [length, BYTE]; octets > 0; octets = Math.floor(octets / 2)) {
    if (octets % 2 === 1) power = times(power, square);
    square = times(square, square);
  }
  return (times(power, first) ^ second) >>> 0;
}

/** Product of two polynomials over GF(2), modulo that of CRC-32; the highest bit is the coefficient of x^0. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = ONE, shifted = b; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= shifted;
    shifted = (shifted & 1) === 0 ? shifted >>> 1 : (shifted >>> 1) ^ POLYNOMIAL;
  }
  return product >>> 0;
}

const POLYNOMIAL = 0xedb88320;
/** x^0 */
const ONE = 0x80000000;
/** x^8: a text is longer by one octet. */
const BYTE = 0x00800000;
