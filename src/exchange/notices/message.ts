import type { MailConfig, NotifyConfig } from "../../config/config.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { SendMail } from "../../net/mail.ts";
import type { Send } from "../../net/send.ts";
import { eventPath } from "../../sinks/event-path.ts";
import { instantOf } from "../../sinks/instant.ts";
import { minuteText } from "../../sinks/moment.ts";
import type { WebHookMessage } from "../../wire/web-hook.ts";
import type { ErrandHandler } from "../errands.ts";
import { postRequest } from "../foreign.ts";
import type { Batch, Channel } from "./notify.ts";
import type { Self } from "../self.ts";

const THREE_DAYS = 3 * 86_400_000;
const ANSWER_BYTES = 64 * 1024;

/** The channels that an operator has set up. `sendMail` null: this program sends none. */
export function channelsOf(
  { webHook, mail }: NotifyConfig,
  { self, send, sendMail }: { readonly self: Self; readonly send: Send; readonly sendMail: SendMail | null },
): Readonly<Partial<Record<Channel, ErrandHandler>>> {
  return {
    ...(webHook !== null && { "web-hook": webHookHandler(self, send, webHook) }),
    ...(mail !== null && { mail: mailHandler(self, sendMail, mail) }),
  };
}

/** Posts notices as JSON to a URL of the operator's. */
function webHookHandler(self: Self, send: Send, url: string): ErrandHandler {
  const { host } = new URL(url);
  return {
    patience: THREE_DAYS,
    host: () => host,
    run: async ({ payload }) => {
      const body = new TextEncoder().encode(JSON.stringify(webHookBody(self, payload as Batch)));
      const headers = { "Content-Type": "application/json; charset=utf-8" };
      const { status } = await send(postRequest(url, headers, body, ANSWER_BYTES));
      if (status >= 200 && status < 300) return { state: "done" };
      throw new DomainError("unreachable", `${host} answered ${status} to the web hook.`, { status });
    },
  };
}

/** Sends notices as one mail of plain text. */
function mailHandler(self: Self, sendMail: SendMail | null, { from, to }: MailConfig): ErrandHandler {
  return {
    patience: THREE_DAYS,
    host: () => "mail",
    run: async ({ payload }) => {
      if (sendMail === null) return { state: "given-up", reason: "no mail is sent from here" };
      await sendMail({ from, to, ...mailOf(self, payload as Batch) });
      return { state: "done" };
    },
  };
}

/** What a web hook is sent. */
function webHookBody({ url, name }: Pick<Self, "url" | "name">, { notices, more }: Batch): WebHookMessage {
  return {
    node: url,
    name,
    text: [subjectOf(name, notices.length + more), ...notices.map(({ text }) => text)].join("\n"),
    notices: notices.map(({ id, at, kind, uid, text }) => ({
      id,
      at: instantOf(at),
      kind,
      uid,
      text,
      url: uid === null ? null : url + eventPath(uid),
    })),
    more,
  };
}

/** Subject and text of a mail of notices. */
function mailOf(
  { url, name, timezone }: Pick<Self, "url" | "name" | "timezone">,
  { notices, more }: Batch,
): { readonly subject: string; readonly text: string } {
  const items = notices.map(
    ({ at, text, uid }) =>
      `${minuteText(at, timezone)}\n${text}\n${uid === null ? "" : `${url}${eventPath(uid)}\n`}`,
  );
  const rest = more === 0 ? [] : [`And ${more} more.\n`];
  const foot = `-- \nAll of them: discal notices, or GET ${url}/api/v1/notices\n`;
  return { subject: subjectOf(name, notices.length + more), text: [...items, ...rest, foot].join("\n") };
}

function subjectOf(name: string, count: number): string {
  return `${name}: ${count === 1 ? "one thing" : `${count} things`} to look at`;
}
