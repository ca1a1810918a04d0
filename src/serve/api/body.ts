import { decodeCalendar } from "../../core/ical/decode.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import { requireShallow } from "../../wire/json-depth.ts";
import { readBody } from "../discal/body.ts";
import type { Route } from "./route.ts";
import { readShape } from "./validate.ts";

/** Of a body, where its route says nothing else. */
export const MAX_BODY_BYTES = 1024 * 1024;
const JSON_TYPE = "application/json";
const CALENDAR = "text/calendar";

/** A request's body as it came; empty where there is none. Throws a DomainError `too-large`. */
export function bodyBytes(request: Request, { most }: Pick<Route, "most">): Promise<Uint8Array> {
  return readBody(request, most ?? MAX_BODY_BYTES);
}

/**
 * What the body of a request says, by the shape of its media type. Throws a DomainError `unsupported` for another one,
 * `invalid` for what breaks the shape.
 */
export function readBodyOf(
  { json, calendar }: Pick<Route, "json" | "calendar">,
  bytes: Uint8Array,
  contentType: string | null,
): unknown {
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type === CALENDAR && calendar === true) return decodeCalendar(bytes);
  if (type === JSON_TYPE && json !== undefined) return readShape(json, readJson(bytes));
  const taken = [...(json === undefined ? [] : [JSON_TYPE]), ...(calendar === true ? [CALENDAR] : [])];
  throw new DomainError(
    "unsupported",
    `The body is ${type === "" ? "of no stated type" : type.slice(0, 60)}: send Content-Type: ${taken.join(" or ")}.`,
  );
}

function readJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  requireShallow(text, "The body");
  try {
    return JSON.parse(text);
  } catch (cause) {
    const where = cause instanceof Error ? cause.message.slice(0, 120) : "";
    throw new DomainError("invalid", `The body is no JSON: ${where}.`, {}, { cause });
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DomainError("invalid", "The body is no UTF-8.", {}, { cause });
  }
}
