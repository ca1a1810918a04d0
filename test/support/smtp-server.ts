import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** A mail as a server took it. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, lines ended by LF. */
  readonly data: string;
  /** What AUTH PLAIN said: `user:password`; null where nothing was. */
  readonly auth: string | null;
}

export interface SmtpServer extends AsyncDisposable {
  readonly port: number;
  readonly mails: readonly TakenMail[];
}

/**
 * As much of a mail server as a test needs (RFC 5321, RFC 4954), on this machine and without TLS. `answers`: what it says
 * otherwise to a command, by its first word.
 */
export async function startSmtpServer(answers: Readonly<Record<string, string>> = {}): Promise<SmtpServer> {
  const mails: TakenMail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    void converse(socket, answers, mails).catch(() => socket.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    mails,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

async function converse(
  socket: Socket,
  answers: Readonly<Record<string, string>>,
  mails: TakenMail[],
): Promise<void> {
  const say = (line: string) => void socket.write(`${line}\r\n`);
  let mail = { from: "", to: [] as string[], auth: null as string | null };
  let data: string[] | null = null;
  say("220 mail.example ESMTP");
  for await (const line of createInterface({ input: socket })) {
    if (data !== null) {
      if (line !== ".") data.push(line.replace(/^\./, ""));
      else {
        mails.push({ ...mail, data: data.join("\n") });
        [data, mail] = [null, { ...mail, from: "", to: [] }];
        say("250 2.0.0 taken");
      }
      continue;
    }
    const [command = ""] = line.toUpperCase().split(" ");
    const address = /<(.*)>/.exec(line)?.[1] ?? "";
    const answer = answers[command];
    if (command === "AUTH") {
      const [, user = "", password = ""] = Buffer.from(line.split(" ")[2] ?? "", "base64")
        .toString()
        .split("\0");
      mail.auth = `${user}:${password}`;
    }
    if (command === "MAIL") mail.from = address;
    if (command === "RCPT") mail.to.push(address);
    if (command === "DATA" && answer === undefined) data = [];
    say(answer ?? GIVEN[command] ?? "250 2.0.0 ok");
    if (command === "QUIT") socket.end();
  }
}

const GIVEN: Readonly<Record<string, string>> = {
  EHLO: "250-mail.example\r\n250 AUTH PLAIN",
  AUTH: "235 2.7.0 ok",
  DATA: "354 go on",
  QUIT: "221 2.0.0 bye",
};
