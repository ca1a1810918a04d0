import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { TLSSocket } from "node:tls";

/** A mail as a server took it. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, lines ended by LF. */
  readonly data: string;
  /** What AUTH PLAIN said: `user:password`; null where nothing was. */
  readonly auth: string | null;
  /** Was all of it said over TLS? */
  readonly encrypted: boolean;
}

/** In PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

export interface SmtpServer extends AsyncDisposable {
  readonly port: number;
  readonly mails: readonly TakenMail[];
}

/**
 * As much of a mail server as a test needs (RFC 5321, RFC 4954), on this machine. `answers`: what it says otherwise to a
 * command, by its first word. `identity`: with it, it offers STARTTLS (RFC 3207), or speaks TLS from the start.
 */
export async function startSmtpServer(
  answers: Readonly<Record<string, string>> = {},
  identity: (Identity & { readonly from: "start" | "starttls" }) | null = null,
): Promise<SmtpServer> {
  const mails: TakenMail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const overTls = () => new TLSSocket(socket, { isServer: true, ...identity });
    const talk = async (): Promise<void> => {
      if (identity === null) await converse(socket, answers, mails);
      else if (identity.from === "start") await converse(overTls(), answers, mails);
      else if ((await converse(socket, { ...OFFERS, ...answers }, mails)) === "starttls")
        await converse(overTls(), answers, mails, false);
    };
    void talk().catch(() => socket.destroy());
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

/** Until the other side leaves, or asks for TLS: that is for the caller to begin. */
async function converse(
  socket: Socket,
  answers: Readonly<Record<string, string>>,
  mails: TakenMail[],
  greets = true,
): Promise<"starttls" | "over"> {
  const say = (line: string) => void socket.write(`${line}\r\n`);
  const encrypted = socket instanceof TLSSocket;
  let mail = { from: "", to: [] as string[], auth: null as string | null };
  let data: string[] | null = null;
  if (greets) say("220 mail.example ESMTP");
  for await (const line of createInterface({ input: socket })) {
    if (data !== null) {
      if (line !== ".") data.push(line.replace(/^\./, ""));
      else {
        mails.push({ ...mail, data: data.join("\n"), encrypted });
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
    if (command === "STARTTLS" && answer === OFFERS.STARTTLS) return "starttls";
    if (command === "QUIT") socket.end();
  }
  return "over";
}

/** What a server says otherwise that can be asked for TLS. */
const OFFERS = { EHLO: "250-mail.example\r\n250-STARTTLS\r\n250 AUTH PLAIN", STARTTLS: "220 2.0.0 go on" };

const GIVEN: Readonly<Record<string, string>> = {
  EHLO: "250-mail.example\r\n250 AUTH PLAIN",
  AUTH: "235 2.7.0 ok",
  DATA: "354 go on",
  QUIT: "221 2.0.0 bye",
};
