import { DomainError } from "../core/model/domain-error.ts";
import { unreachable } from "./failure.ts";

/** What belongs to the origin that it was meant for, and to no other. */
const secret = ["authorization", "cookie", "proxy-authorization"];

/** Where a redirect leads; null where the answer is none. Throws a DomainError where it may not be followed. */
export function redirectTarget(from: URL, status: number, location: string | undefined): URL | null {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return null;
  const to = URL.parse(location, from);
  if (to === null)
    throw unreachable(from.host, `it redirects to "${location.slice(0, 200)}", which is no URL`);
  if (from.protocol === "https:" && to.protocol !== "https:") {
    throw new DomainError(
      "forbidden",
      `${from.host} redirects from https: to ${to.protocol}, which is not followed`,
      {
        host: from.host,
      },
    );
  }
  return to;
}

/** Does a redirect say that the old address is to be forgotten? */
export function isPermanent(status: number): boolean {
  return status === 301 || status === 308;
}

/** The headers that may go along from one URL to the next: without secrets where the origin is another. */
export function headersFor(
  headers: Readonly<Record<string, string>>,
  from: URL,
  to: URL,
): Readonly<Record<string, string>> {
  if (from.origin === to.origin) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !secret.includes(name.toLowerCase())));
}
