import { hash } from "node:crypto";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Token } from "../../core/model/token.ts";
import type { Replies, Reply } from "../../store/replies.ts";
import { problemAnswer } from "../../wire/problem.ts";

/** Headers of an answer that are given again with it. */
const KEPT_HEADERS = ["Content-Type", "ETag", "Location"];
/** Printable ASCII, with or without the quotes of a structured field. */
const KEY = /^"?([\x21\x23-\x7e]{1,255})"?$/;

/** A write that may be repeated. */
export interface Write {
  /** `Idempotency-Key` as it came; null where there is none. */
  readonly key: string | null;
  readonly token: Pick<Token, "id">;
  readonly request: Request;
  readonly body: Uint8Array;
  readonly now: number;
}

/** An answer, and what of its body may be kept. */
export interface Answered {
  readonly answer: Response;
  readonly kept: string | null;
}

/**
 * Answers a write once for each key (draft-ietf-httpapi-idempotency-key-header): whoever repeats it gets the same
 * answer, with `Idempotency-Replayed: true`. A key that stood for another request is 422, one whose request is under
 * way 409. What may be tried again (429, 5xx) is forgotten: it wrote nothing, or what it wrote it says (`rememberUnstored`).
 */
export async function answerOnce(
  replies: Replies,
  write: Write,
  perform: () => Promise<Answered>,
): Promise<Response> {
  if (write.key === null) return (await perform()).answer;
  const key = `${write.token.id}:${readKey(write.key)}`;
  const begun = await replies.begin(key, fingerprintOf(write), write.now);
  switch (begun.state) {
    case "done":
      return replayed(begun.reply);
    case "other":
      return refuse(422, "This Idempotency-Key was used for another request: make a fresh one.");
    case "under-way":
      return refuse(409, "The request with this Idempotency-Key is under way: ask again in a moment.", {
        "Retry-After": "1",
      });
    case "new":
      return finish(replies, key, perform);
  }
}

async function finish(replies: Replies, key: string, perform: () => Promise<Answered>): Promise<Response> {
  const { answer, kept } = await perform().catch(async (error: unknown) => {
    await replies.forget(key);
    throw error;
  });
  if (answer.status === 429 || answer.status >= 500) await replies.forget(key);
  else await replies.finish(key, await replyOf(answer, kept));
  return answer;
}

async function replyOf(answer: Response, kept: string | null): Promise<Reply> {
  const headers = KEPT_HEADERS.flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const body = kept ?? (await answer.clone().text());
  return { status: answer.status, headers: Object.fromEntries(headers), body };
}

function replayed({ status, headers, body }: Reply): Response {
  return new Response(status === 204 ? null : body, {
    status,
    headers: { ...headers, "Cache-Control": "no-store", "Idempotency-Replayed": "true" },
  });
}

function readKey(text: string): string {
  const [, key] = KEY.exec(text.trim()) ?? [];
  if (key !== undefined) return key;
  throw new DomainError(
    "invalid",
    'Idempotency-Key cannot be read: expected 1 to 255 printable characters without blanks, such as "8e03978e-40d5-43dd-bc93-6894a57f9324".',
    { parameter: "Idempotency-Key" },
  );
}

function fingerprintOf({ request, body }: Write): string {
  const { pathname, search } = new URL(request.url);
  const says = [
    request.method,
    pathname + search,
    request.headers.get("Content-Type") ?? "",
    request.headers.get("If-Match") ?? "",
    hash("sha256", body),
  ];
  return hash("sha256", says.join("\n"));
}

function refuse(status: number, message: string, headers: Record<string, string> = {}): Response {
  return problemAnswer(
    new DomainError("conflict", message, { parameter: "Idempotency-Key" }),
    status,
    headers,
  );
}
