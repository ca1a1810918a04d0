import { isCalendar } from "../../core/ical/feed.ts";
import { decodeCalendar } from "../../core/ical/decode.ts";
import { isIP } from "node:net";
import { DomainError } from "../../core/model/domain-error.ts";
import { feedRequest } from "../../exchange/foreign.ts";
import { PATHS } from "../../exchange/self.ts";
import { isAllowed } from "../../net/addresses.ts";
import type { SiteDocument } from "../../wire/site-document.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** Can others reach this node where it says it is, and is it this node that answers there? */
export async function checkPublicUrl(
  patient: Pick<Patient, "config" | "key" | "store" | "here" | "outside" | "send">,
): Promise<readonly Finding[]> {
  const { url } = patient.config.node;
  const { outside } = patient;
  if (outside === null)
    return [
      warning(
        `${url} is this machine itself: nobody else can reach that`,
        "Set node.url (or DISCAL_URL) to the address that others use, such as https://calendar.example.",
      ),
    ];
  const reservations = [...plainHttp(url), ...privateAddress(url)];
  if (outside instanceof DomainError) return [...reservations, unreached(url, outside, patient.here)];
  const other = otherNode(outside, patient);
  if (other !== null) return [...reservations, other];
  return [...reservations, ok(`${url} answers as this node`), await checkFeed(patient)];
}

function plainHttp(url: string): readonly Finding[] {
  if (!url.startsWith("http:")) return [];
  const advice = "Put a proxy with TLS in front, and set node.url to its https: address.";
  return [warning(`${url} is plain http: anybody on the way can read and change it`, advice)];
}

function privateAddress(url: string): readonly Finding[] {
  const address = new URL(url).hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(address) === 0 || isAllowed(address, [])) return [];
  const advice = "That is well where all who use it are in that network; else set node.url to a public name.";
  return [warning(`${url} is an address of a private network: nobody outside can reach it`, advice)];
}

function unreached(url: string, fault: DomainError, here: Patient["here"]): Finding {
  if (here instanceof DomainError)
    return warning(
      `${url} does not answer, as the server does not run: ${fault.message}`,
      "Start it, and look again.",
    );
  if (fault.problem === "forbidden")
    return warning(
      fault.message,
      "Others on the internet cannot reach such an address. In a network of your own, add its range to network.allow.",
    );
  return problem(
    `${url} does not answer as a DisCal node: ${fault.message}`,
    "See that the name leads to this machine (DNS), that the firewall and the proxy in front let it through, and that its certificate is right.",
  );
}

/** Another node's answer, or that of a copy of this one's database. */
function otherNode(
  outside: SiteDocument,
  { config, key, store }: Pick<Patient, "config" | "key" | "store">,
): Finding | null {
  const { url } = config.node;
  if (key !== null && "fingerprint" in key && outside.fingerprint !== key.fingerprint)
    return problem(
      `at ${url} another node answers: ${outside.name}, with the key ${outside.fingerprint}`,
      "Point the name, or the proxy in front, to this machine and the port of node.listen.",
    );
  if (outside.url !== url)
    return problem(
      `the node at ${url} calls itself ${outside.url}`,
      "Set node.url to what others use, and restart the server.",
    );
  if (store !== null && outside.epoch !== store.epoch)
    return problem(
      `at ${url} a node with this key answers, but with another database`,
      "Only one node may have a key: stop the other one, or start the server with this data folder.",
    );
  return null;
}

/** Today alone, so that little comes. */
async function checkFeed({ config, send }: Pick<Patient, "config" | "send">): Promise<Finding> {
  const { url } = config.node;
  const feed = `${url}${PATHS.feed}?from=1970-01-01&to=1970-01-01`;
  const advice = "Let the proxy in front pass all paths on to this node.";
  try {
    const { status, body } = await send(feedRequest(feed, { etag: null, lastModified: null }));
    const calendar = isCalendar(decodeCalendar(body));
    if (status === 200 && calendar.ok) return ok(`${url}${PATHS.feed} comes`);
    const why = calendar.ok || status !== 200 ? `status ${status}` : calendar.reason;
    return problem(`${url}${PATHS.feed} is no calendar: ${why}`, advice);
  } catch (error) {
    if (error instanceof DomainError)
      return problem(`${url}${PATHS.feed} does not come: ${error.message}`, advice);
    throw error;
  }
}
