import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSendMail, needsStartTls } from "../../../src/net/mail.ts";
import { startSmtpServer } from "../../support/smtp-server.ts";
import { against } from "../../support/threat.ts";
import { certificate, privateKey } from "./certificate.ts";

const MAIL = {
  from: "calendar@example.org",
  to: ["editors@example.org", "board@example.org"],
  subject: "Ünited: 2 things to look at",
  text: "Two versions stand.\n.\nAfter a lone dot.\n",
};
const HERE = ["127.0.0.0/8"];

function mailer(server: string, allow: readonly string[] = HERE) {
  return createSendMail({ server, allow, name: "calendar.example", lookup: async () => ["127.0.0.1"] });
}

describe("mail", () => {
  it("is handed over as plain text, to all who are to have it", async () => {
    await using server = await startSmtpServer();
    await mailer(`smtp://127.0.0.1:${server.port}`)(MAIL);
    expect(server.mails).toMatchObject([{ from: MAIL.from, to: MAIL.to, auth: null }]);
    const data = server.mails[0]?.data ?? "";
    expect(data).toMatch(/^Content-Type: text\/plain; charset=utf-8$/m);
    expect(data).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(data).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(data).toContain("Two versions stand.\n.\nAfter a lone dot.");
  });

  it("says who sends it where the server's address has a user and a password", async () => {
    await using server = await startSmtpServer();
    await mailer(`smtp://node%40example.org:p%3Aw@127.0.0.1:${server.port}`)(MAIL);
    expect(server.mails[0]?.auth).toBe("node@example.org:p:w");
  });

  it.each([
    ["subject", { ...MAIL, subject: "Hello\r\nBcc: all@example.org\r\n\r\nBuy" }],
    ["sender", { ...MAIL, from: "calendar@example.org>\r\nBcc: all@example.org" }],
    ["reader", { ...MAIL, to: ["editors@example.org\r\nBcc: all@example.org"] }],
  ])(
    "lets no %s put a line among the headers, or another reader",
    against("outbound", "a notice adds a line or a reader to a mail", "every header is one line"),
    async (_, mail) => {
      await using server = await startSmtpServer();
      await mailer(`smtp://127.0.0.1:${server.port}`)(mail).catch(() => {});
      for (const { data, to } of server.mails) {
        expect(data).not.toMatch(/^Bcc:/im);
        expect(to).not.toContain("all@example.org");
      }
    },
  );

  it.each([
    ["its address is not on the internet", "smtp://127.0.0.1:2525", []],
    ["its name leads to such an address", "smtp://localhost:2525", []],
  ])(
    "goes nowhere where %s",
    against(
      "outbound",
      "the mail server is an address that is not of the public internet",
      "it is judged like all others",
    ),
    async (_, server, allow) => {
      await expect(mailer(server, allow)(MAIL)).rejects.toMatchObject({ problem: "forbidden" });
    },
  );

  it.each([
    ["over smtps:", "smtps:", "192.0.2.1", false],
    ["within network.allow", "smtp:", "127.0.0.1", false],
    ["anywhere else", "smtp:", "192.0.2.1", true],
  ])("%s needs STARTTLS only outside of what is allowed", (_, protocol, address, needed) => {
    expect(needsStartTls(protocol, address, HERE)).toBe(needed);
  });

  it.each([
    ["RCPT", "550 5.1.1 no such reader here", "no such reader here"],
    ["AUTH", "535 5.7.8 wrong password", "wrong password"],
  ])(
    "that the server does not take at %s is told in its words, without the password",
    against("privacy", "a mail server's words hold the password", "only its answer is repeated"),
    async (at, answer, said) => {
      await using server = await startSmtpServer({ [at]: answer });
      const sending = mailer(`smtp://node:sesame@127.0.0.1:${server.port}`)(MAIL);
      await expect(sending).rejects.toMatchObject({ problem: "unreachable" });
      await expect(sending).rejects.toThrow(said);
      await expect(sending).rejects.not.toThrow("sesame");
    },
  );

  it("says where no server is", async () => {
    await expect(mailer("smtp://127.0.0.1:9")(MAIL)).rejects.toThrow("nothing answers on that port");
  });

  it("speaks no smtps: to a server without TLS", async () => {
    await using server = await startSmtpServer();
    const sending = mailer(`smtps://127.0.0.1:${server.port}`)(MAIL);
    await expect(sending).rejects.toMatchObject({ problem: "unreachable" });
  });
});

describe("mail over TLS", () => {
  const usual = getCACertificates("default");
  const identity = { cert: certificate, key: privateKey };
  beforeAll(() => setDefaultCACertificates([...usual, certificate]));
  afterAll(() => setDefaultCACertificates(usual));

  it.each([
    ["smtp", "starttls"],
    ["smtps", "start"],
  ] as const)("by %s: says nothing before it, password and mail within it", async (protocol, from) => {
    await using server = await startSmtpServer({}, { ...identity, from });
    await mailer(`${protocol}://node:sesame@feeds.example:${server.port}`)(MAIL);
    expect(server.mails).toMatchObject([{ from: MAIL.from, auth: "node:sesame", encrypted: true }]);
  });

  it.each([
    ["smtp", "starttls"],
    ["smtps", "start"],
  ] as const)(
    "by %s: goes to no server with another's certificate",
    against("outbound", "somebody stands between the node and its mail server", "its certificate is checked"),
    async (protocol, from) => {
      await using server = await startSmtpServer({}, { ...identity, from });
      const sending = mailer(`${protocol}://node:sesame@wrong.example:${server.port}`)(MAIL);
      await expect(sending).rejects.toThrow("its TLS certificate is for another name");
      expect(server.mails).toEqual([]);
    },
  );

  it(
    "is not given up for plain text where the server offers it and does not begin",
    against(
      "outbound",
      "somebody stands between the node and its mail server",
      "nothing is said in the clear",
    ),
    async () => {
      await using server = await startSmtpServer(
        { STARTTLS: "454 4.7.0 not now" },
        { ...identity, from: "starttls" },
      );
      const sending = mailer(`smtp://node:sesame@feeds.example:${server.port}`)(MAIL);
      await expect(sending).rejects.toMatchObject({ problem: "unreachable" });
      expect(server.mails).toEqual([]);
    },
  );
});
