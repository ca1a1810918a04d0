import { LOOK_UPS } from "../../../src/exchange/look-ups.ts";
import { createSendMail } from "../../../src/net/mail.ts";
import { openKeys } from "../../../src/wire/keystore.ts";
import { signPush } from "../../../src/wire/push.ts";
import type { Signer } from "../../../src/wire/signer.ts";
import { discal, until } from "../program.ts";
import type { Answer } from "./calls.ts";
import { FEEDS, PEER } from "./hostile-site.ts";
import { NODE, type UnderTest } from "./program-under-test.ts";

/** What came in by a door, and how much of it the guard refused in its words. */
export interface Tally {
  readonly tried: number;
  readonly refused: number;
}

/** How the guard says no; the API's 400 is a no, too. */
const REFUSED =
  /may not be reached|carries a user name|is not spoken here|is no web server's|no absolute URL|is longer than|redirects from https:|which is no URL/g;

export function refusals(text: string): number {
  return [...text.matchAll(REFUSED)].length;
}

const SIDE_BY_SIDE = 20;

function isRefused({ status, text }: Answer): boolean {
  return status === 400 || (status > 400 && status !== 429 && refusals(text) > 0);
}

async function tally<Item>(items: readonly Item[], bring: (item: Item) => Promise<Answer>): Promise<Tally> {
  const answers: Answer[] = [];
  for (let n = 0; n < items.length; n += SIDE_BY_SIDE)
    answers.push(...(await Promise.all(items.slice(n, n + SIDE_BY_SIDE).map(bring))));
  return { tried: items.length, refused: answers.filter(isRefused).length };
}

/** Mails to servers by every name. */
export async function driveMail(hosts: readonly string[]): Promise<Tally> {
  const mail = { from: "a@node.example", to: ["b@node.example"], subject: "x", text: "x" };
  let refused = 0;
  for (const host of hosts) {
    const send = createSendMail({ server: `smtp://${host}:25`, allow: [], name: "node.example" });
    refused += await send(mail).then(
      () => 0,
      // Some of what a URL parser takes for an address, a name server does not know.
      ({ message }: Error) => (refusals(message) > 0 || message.includes("(DNS)") ? 1 : 0),
    );
  }
  return { tried: hosts.length, refused };
}

/** Feeds that an operator looks at, and adds. */
export async function drivePreviews({ api }: UnderTest, urls: readonly string[]): Promise<Tally> {
  return tally(urls, (url) => api("POST", "/sites/preview", { url }));
}

/** Feeds and nodes that are added on the command line. */
export async function driveCommands(
  options: Parameters<typeof discal>[1],
  hosts: readonly string[],
): Promise<Tally> {
  const commands = hosts.flatMap((host) => [
    ["sites", "add", `https://${host}/feed.ics`],
    ["peers", "add", `https://${host}`],
  ]);
  const said = await Promise.all(commands.map((command) => discal([...command, "--json"], options)));
  const refused = said.filter(({ code, err }) => code !== 0 && refusals(err) > 0);
  return { tried: commands.length, refused: refused.length };
}

/** Nodes that an operator looks at, and asks to push. */
export async function drivePeers({ api }: UnderTest, origins: readonly string[]): Promise<Tally> {
  const looks = await tally(origins, (url) => api("POST", "/peers/preview", { url }));
  const asks = await tally(origins, (url) => api("POST", "/registrations", { url }));
  await api("POST", "/registrations", { url: PEER });
  return { tried: looks.tried + asks.tried, refused: looks.refused + asks.refused };
}

/** Requests in the name of others; then one of a real site, with a token, that is told more than it is to know. */
export async function driveCallbacks(
  { ask, api }: UnderTest,
  origins: readonly string[],
  site: string,
): Promise<Tally> {
  const register = (origin: string, n: number, bearer: string | null) =>
    ask("/discal/push-register", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        protocol: "discal/1",
        registration: `canary-${String(n).padStart(20, "0")}`,
        publisher: NODE,
        site: origin,
        callback: `${origin}/discal/enter-event`,
        lease: 864_000,
        filter: null,
        bearer,
      }),
    });
  const listed = async () => (await api("GET", "/registrations")).text;
  let refused = 0;
  for (let n = 0; n < origins.length; n += 20) {
    for (const [i, origin] of origins.slice(n, n + 20).entries()) await register(origin, n + i, null);
    const expected = Math.min(n + 20, origins.length);
    await until(
      async () => (refused = refusals(await listed())) >= expected,
      () => `${refused} of ${expected} callbacks`,
    );
  }
  await register(site, origins.length, "discal_push_canary_canary_canary");
  await until(
    async () => (await listed()).includes('"active"'),
    () => "no registration is active",
  );
  return { tried: origins.length, refused };
}

interface Signed {
  readonly path: string;
  readonly sender: string;
  readonly signer: Signer;
  readonly key: string;
  readonly body?: string;
}

/** A push that is signed, by whomever it says it is from. */
async function signed({ ask }: UnderTest, { path, sender, signer, key, body = "" }: Signed): Promise<Answer> {
  const bytes = Buffer.from(body);
  const headers = await signPush({
    signer,
    now: Date.now(),
    nonce: crypto.randomUUID(),
    method: "POST",
    target: path,
    sender,
    recipient: NODE,
    recipientKey: key,
    contentType: "text/calendar",
    body: bytes,
  });
  return ask(path, { method: "POST", headers, body: bytes });
}

/** Strangers report changes, each from where its key is to be fetched. */
export async function driveReports(
  program: UnderTest,
  origins: readonly string[],
  { signer, key }: Pick<Signed, "signer" | "key">,
): Promise<Tally> {
  return tally(origins, (sender) =>
    signed(program, { path: "/discal/revise", sender, signer, key, body: "x" }),
  );
}

/** A known peer pushes from elsewhere, where its statement of a move is to be fetched. */
export async function driveMoves(
  program: UnderTest,
  origins: readonly string[],
  { signer, key }: Pick<Signed, "signer" | "key">,
): Promise<Tally> {
  const path = "/discal/enter-event";
  // One key makes the node look no further: its look-ups are spread over all spellings.
  const step = Math.ceil(origins.length / LOOK_UPS.sender.burst);
  const some = origins.filter((_, n) => n % step === 0);
  const pushes = some.map((sender) => signed(program, { path, sender, signer, key }));
  const answers = await Promise.all(pushes);
  // Who says so is told no more: the log says why.
  const refused = answers.filter(({ status, text }) => status === 503 && text.includes('"not-moved"'));
  return { tried: some.length, refused: refused.length };
}

/** Events whose origin is to be told of a change. */
export async function driveReviseUrls({ api }: UnderTest, origins: readonly string[]): Promise<Tally> {
  for (const [n, origin] of origins.entries()) {
    const uid = `canary-${n}@elsewhere.example`;
    const text = event([`UID:${uid}`, "SUMMARY:Before", `X-REVISE-URL:${origin}/discal/revise`]);
    await api("POST", "/events", text, "text/calendar");
    await api("PATCH", `/events/${encodeURIComponent(uid)}`, { title: "After" });
  }
  return errands({ api }, "report", origins.length);
}

/** What this node has to tell others has been tried so often. */
export async function errands({ api }: Pick<UnderTest, "api">, kind: string, tried: number): Promise<Tally> {
  let text = "";
  const refused = () => refusals(text);
  await until(
    async () => {
      text = (await api("GET", `/errands?kind=${kind}`)).text;
      return refused() >= tried;
    },
    () => `${refused()} of ${tried} errands (${kind}): ${text.slice(0, 2000)}`,
  );
  return { tried, refused: refused() };
}

/** A peer pushes objects that keys have signed which are to be fetched where their UIDs say. */
export async function driveKeys(
  program: UnderTest,
  hosts: readonly string[],
  { signer, key, folder }: Pick<Signed, "signer" | "key"> & { readonly folder: string },
): Promise<Tally> {
  for (let n = 0; n < hosts.length; n += 3) {
    const { signer: unknown } = await openKeys({
      dir: `${folder}/key-${n}`,
      name: "x",
      url: PEER,
      now: Date.now(),
    });
    const some = hosts.slice(n, n + 3);
    const proof = Buffer.from(await unknown.sign(Buffer.from("x"), Date.now())).toString("base64");
    const body = some.map((host, i) => {
      const uid = `01ARZ3NDEKTSV4RRFFQ69G5F${String.fromCodePoint(65 + i, 65)}.${unknown.fingerprint.toLowerCase()}@${host}`;
      return event([
        `UID:${uid}`,
        "SUMMARY:x",
        `X-REVISE-URL:${PEER}/r`,
        "X-DISCAL-CONTEXT:event-v1",
        `X-DISCAL-SIG:${proof}`,
      ]);
    });
    await signed(program, { path: "/discal/enter-event", sender: PEER, signer, key, body: body.join("") });
  }
  const lines = () =>
    program
      .log()
      .split("\n")
      .filter((line) => line.includes("a key could not be had"));
  const refused = () => refusals(lines().join("\n"));
  await until(
    () => refused() >= hosts.length,
    () => `${refused()} of ${hosts.length} keys`,
  );
  return { tried: hosts.length, refused: refused() };
}

/** All that a feed may say of addresses; the node is to fetch none of it. */
export function feedThatPoints(urls: readonly string[]): string {
  const events = urls.map((url, n) =>
    [
      "BEGIN:VEVENT",
      `UID:points-${n}@feeds.example`,
      "DTSTAMP:20260101T000000Z",
      "DTSTART:20270101T190000Z",
      "SUMMARY:Points elsewhere",
      `URL:${url}`,
      `IMAGE;VALUE=URI;DISPLAY=BADGE:${url}`,
      `ATTACH;FMTTYPE=image/png:${url}`,
      `ATTACH;FMTTYPE=text/calendar:${url}`,
      `CONFERENCE;VALUE=URI:${url}`,
      `LINK;LINKREL=SOURCE;VALUE=URI:${url}`,
      `DESCRIPTION;ALTREP="${url.replaceAll(/["\r\n]/g, "")}":<img src="${url}"> ${url}`,
      `ORGANIZER;DIR="${url.replaceAll(/["\r\n]/g, "")}":mailto:a@feeds.example`,
      `STRUCTURED-DATA;VALUE=URI;FMTTYPE=application/ld+json:${url}`,
      `TZURL:${url}`,
      "END:VEVENT",
    ].join("\r\n"),
  );
  const [first = FEEDS] = urls;
  const head = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//x//y//EN",
    `SOURCE;VALUE=URI:${first}`,
    `URL:${first}`,
  ];
  return [...head, `IMAGE;VALUE=URI:${first}`, ...events, "END:VCALENDAR", ""].join("\r\n");
}

function event(lines: readonly string[]): string {
  const head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", "BEGIN:VEVENT"];
  const times = ["DTSTAMP:20260101T000000Z", "DTSTART:20270101T190000Z", "X-HOP:0", "X-REVISION:0"];
  return [...head, ...times, ...lines, "END:VEVENT", "END:VCALENDAR", ""].join("\r\n");
}
