import { createSocket } from "node:dgram";
import { once } from "node:events";
import ipaddr from "ipaddr.js";

const TYPES: Readonly<Record<number, "ipv4" | "ipv6">> = { 1: "ipv4", 28: "ipv6" };

/**
 * As much of a name server as a test needs (RFC 1035): answers A and AAAA questions on port 53 of this machine with the
 * addresses that `addressesOf` gives for a name in lower case, without its last dot. It may say otherwise each time.
 */
export async function startNameServer(
  addressesOf: (name: string) => readonly string[],
): Promise<AsyncDisposable> {
  const socket = createSocket("udp4", (query, { port, address }) => {
    const answer = answerTo(query, addressesOf);
    if (answer !== null) socket.send(answer, port, address);
  }).bind(53, "127.0.0.1");
  await once(socket, "listening");
  return {
    [Symbol.asyncDispose]: async () => {
      socket.close();
      await once(socket, "close");
    },
  };
}

function answerTo(query: Buffer, addressesOf: (name: string) => readonly string[]): Buffer | null {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  if (query.length < at + 5) return null;
  const kind = TYPES[query.readUInt16BE(at + 1)];
  const records = addressesOf(labels.join(".").toLowerCase())
    .map((text) => ipaddr.parse(text))
    .filter((address) => address.kind() === kind)
    .map((address) => record(query.readUInt16BE(at + 1), address.toByteArray()));
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, query.subarray(12, at + 5), ...records]);
}

/** Of the name that was asked for, good for this once. */
function record(type: number, address: readonly number[]): Buffer {
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, address.length]);
  return Buffer.concat([head, Buffer.from(address)]);
}
