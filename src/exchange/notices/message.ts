import type { MailConfig, NotifyConfig } from "../../config/config.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { SendMail } from "../../net/mail.ts";
import type { Send } from "../../net/send.ts";
import { eventPath } from "../../sinks/event-path.ts";
import { instantOf } from "../../sinks/instant.ts";
import { minuteText } from "../../sinks/moment.ts";
import type { Store } from "../../store/contract.ts";
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
  node: {
    readonly self: Self;
    readonly send: Send;
    readonly sendMail: SendMail | null;
    readonly store: Pick<Store, "notices">;
  },
): Readonly<Partial<Record<Channel, ErrandHandler>>> {
  const { self, send, sendMail, store } = node;
  return {
    ...(webHook !== null && { "web-hook": telling(store, webHookHandler(self, send, webHook)) }),
    ...(mail !== null && { mail: telling(store, mailHandler(self, sendMail, mail)) }),
  };
}

/** Leaves out of a message what somebody has seen while it waited, as nothing is to be done about it any more. */
function telling({ notices: kept }: Pick<Store, "notices">, handler: ErrandHandler): ErrandHandler {
  return {
    ...handler,
    run: async (errand) => {
      const batch = errand.payload as Batch;
      const seen = await kept.seenOf(batch.notices.map(({ id }) => id));
      const notices = batch.notices.filter(({ id }) => !seen.has(id));
      if (notices.length === 0 && batch.more === 0) return { state: "done" };
      return handler.run({ ...errand, payload: { ...batch, notices } satisfies Batch });
    },
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
      created_at: instantOf(at),
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
