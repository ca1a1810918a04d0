import { connect, type Socket } from "node:net";
import { once } from "node:events";

/** What a client that keeps its connections asks for, over and over. */
export interface Asking {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly times: number;
  /** Connections that ask side by side. */
  readonly abreast: number;
  /** Every answer must have this status. */
  readonly status: number;
}

/**
 * Sends the same GET so many times, and reads each answer to its end, with as little work as can be, so that what is
 * measured is the server.
 */
export async function askOver({ url, headers, times, abreast, status }: Asking): Promise<void> {
  const { host, hostname, port, pathname } = new URL(url);
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = Buffer.from(`GET ${pathname} HTTP/1.1\r\n${lines.join("")}\r\n`);
  let left = times;
  const ask = async (): Promise<void> => {
    const socket = connect(Number(port), hostname).setNoDelay(true);
    await once(socket, "connect");
    try {
      while (left-- > 0) await answered(socket, request, status);
    } finally {
      socket.destroy();
    }
  };
  await Promise.all(Array.from({ length: abreast }, ask));
}

function answered(socket: Socket, request: Buffer, status: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let head = "";
    let missing = NaN;
    let tail = "";
    const end = (error?: Error): void => {
      socket.off("data", take).off("close", broken);
      if (error === undefined) resolve();
      else reject(error);
    };
    const broken = () => end(new Error("the connection was closed within an answer"));
    const take = (bytes: Buffer): void => {
      let body = bytes;
      if (Number.isNaN(missing)) {
        head += bytes.toString("latin1");
        const at = head.indexOf("\r\n\r\n");
        if (at === -1) return;
        if (!head.startsWith(`HTTP/1.1 ${status} `)) return end(new Error(head.slice(0, 300)));
        body = bytes.subarray(bytes.length - (head.length - at - 4));
        missing = lengthIn(head.slice(0, at), status);
      }
      missing -= body.length;
      tail = (tail + body.subarray(-LAST.length).toString("latin1")).slice(-LAST.length);
      if (missing === 0 || (missing === -Infinity && tail === LAST)) end();
    };
    socket.on("data", take).once("close", broken);
    socket.write(request);
  });
}

/** What ends an answer that comes in chunks. */
const LAST = "\r\n0\r\n\r\n";

/** Octets of the body; -Infinity where it comes in chunks. */
function lengthIn(head: string, status: number): number {
  if (status === 304) return 0;
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  return length === undefined ? -Infinity : Number(length);
}
