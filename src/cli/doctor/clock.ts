import { DomainError } from "../../core/model/domain-error.ts";
import { documentRequest } from "../../exchange/foreign.ts";
import type { Send } from "../../net/send.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** Pushes that are dated further off are refused (protocol, section 6), s. */
const MOST = 300;
const SOME = 30;
const ASKED = 5;

/** Is this machine's clock that of others, as sites and peers tell it (`Date`, RFC 9110, section 6.6.1)? */
export async function checkClock(
  { config, store, send }: Pick<Patient, "config" | "store" | "send">,
  clock: () => number,
): Promise<Finding> {
  const sites = store === null ? config.sites : (await store.registry.all()).filter(({ enabled }) => enabled);
  const urls = sites.filter(({ kind }) => kind !== "file").map(({ url }) => new URL(url).origin);
  const origins = [...new Set(urls)];
  const offsets = (
    await Promise.all(origins.slice(0, ASKED).map((origin) => offsetFrom(origin, send, clock)))
  ).filter((offset) => offset !== null);
  const offset = offsets.toSorted((a, b) => a - b)[Math.floor(offsets.length / 2)];
  if (offset === undefined)
    return warning(
      "no other clock could be asked",
      "See that the machine sets its clock by itself (NTP): timedatectl",
    );
  const others = offsets.length === 1 ? "another clock" : `${offsets.length} other clocks`;
  const found = `this machine's clock is ${Math.abs(offset)} s ${offset > 0 ? "behind" : "ahead"}, by ${others}`;
  const advice = "Let the machine set its clock by itself (NTP): timedatectl set-ntp true";
  if (Math.abs(offset) > MOST) return problem(`${found}: peers refuse what it signs`, advice);
  if (Math.abs(offset) > SOME) return warning(found, advice);
  return ok(`within ${Math.max(2, Math.abs(offset))} s of ${others}`);
}

/** How far a site's clock is ahead of this one, s; null where it does not say. Any answer will do. */
async function offsetFrom(origin: string, send: Send, clock: () => number): Promise<number | null> {
  try {
    const { headers } = await send(documentRequest(`${origin}/robots.txt`, "text/plain"));
    const date = Date.parse(headers["date"] ?? "");
    // From a cache, it is as old as that says.
    const age = Number(headers["age"] ?? 0) || 0;
    return Number.isNaN(date) ? null : Math.round((date - clock()) / 1000 + age);
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}
