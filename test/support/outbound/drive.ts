import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseOrigin, parseSiteUrl } from "../../../src/config/value.ts";
import { eventPath } from "../../../src/sinks/event-path.ts";
import { createSend } from "../../../src/net/client.ts";
import { openKeys } from "../../../src/wire/keystore.ts";
import { certificate } from "../../unit/net/certificate.ts";
import { discal, serveProgram, until } from "../program.ts";
import { startCanaries } from "./canary.ts";
import type { Door } from "./doors.ts";
import {
  driveCallbacks,
  driveCommands,
  driveKeys,
  driveMail,
  driveMoves,
  drivePeers,
  drivePreviews,
  driveReports,
  driveReviseUrls,
  errands,
  feedThatPoints,
  refusals,
  type Tally,
} from "./drive-doors.ts";
import { ADDRESS_TABLE, NAMES, NO_HOSTS, URLS } from "./forbidden.ts";
import { type Asked, FEEDS, PEER, PUBLIC, startHostileSite } from "./hostile-site.ts";
import { startNameServer } from "./name-server.ts";
import { furnish } from "./namespace.ts";
import { LISTEN, NODE, type UnderTest, underTest } from "./program-under-test.ts";

/** What is printed once all doors were driven, as JSON. */
export interface Driven {
  /** How many canaries there are, and notice that somebody connects. */
  readonly canaries: { readonly asked: number; readonly noticed: number };
  readonly spellings: number;
  readonly hits: readonly string[];
  readonly doors: Readonly<Partial<Record<Door, Tally>>>;
  /** What the site of feeds was told that belongs to another. */
  readonly leaks: readonly Asked[];
  /** Tokens that arrived where they belong. */
  readonly tokens: number;
  readonly flips: { readonly tries: number; readonly reached: number };
}

interface Polled {
  readonly url: string;
  readonly reason: string | null;
}

const names = Object.entries(NAMES).flatMap(([name, addresses]) => (addresses.length > 0 ? [name] : []));
const hosts = [...ADDRESS_TABLE.map(({ host }) => host), ...names];
const urls = [
  ...hosts.map((host) => `https://${host}/latest/meta-data/`),
  ...NO_HOSTS.map((host) => `https://${host}/`),
  ...URLS,
];
/** As nodes name each other: each once, whatever its spelling. */
const origins = [...new Set(hosts.flatMap((host) => parseOrigin(`https://${host}`) ?? []))];

/** Those that the program has among its peers, and those that it has never heard of. */
const [known, strange] = [origins.slice(0, -25), origins.slice(-25)];

/** Of every URL one redirect, unless it leads no further, and of some all that there are. */
const redirects = [
  ...urls.flatMap((url, n) => (URL.parse(url, FEEDS)?.origin === FEEDS ? [] : [`${FEEDS}/302/${n}`])),
  ...[301, 303, 307, 308].flatMap((status) => [0, 30, 60, 170, 200].map((n) => `${FEEDS}/${status}/${n}`)),
  ...[0, 60, 90].map((n) => `${FEEDS}/chain/3/${n}`),
];

const [, , folder = ""] = process.argv;
furnish(folder);
process.stdout.write(JSON.stringify(await drive()), () => process.exit());

async function drive(): Promise<Driven> {
  const { signer } = await openKeys({ dir: join(folder, "peer"), name: "x", url: PEER, now: Date.now() });
  const { signer: stranger } = await openKeys({
    dir: join(folder, "stranger"),
    name: "x",
    url: PEER,
    now: Date.now(),
  });
  let flipping = false;
  await using nameServer = await startNameServer((name) => addressesOf(name, flipping));
  void nameServer;
  await using canaries = await startCanaries();
  await using site = await startHostileSite({
    targets: urls,
    feed: feedThatPoints(urls.slice(0, 200)),
    signer,
  });
  const woken = await canaries.wake();

  // What nothing holds back may wait for ever: one hit says enough.
  const doors = (await Promise.race([driveProgram(), canaries.song()])) ?? {};
  flipping = true;
  const flips = canaries.hits.length > 0 ? { tries: 0, reached: 0 } : await flip(1000);
  const bearers = site.asked.filter(({ authorization }) => authorization !== null);
  return {
    canaries: woken,
    spellings: urls.length,
    hits: canaries.hits,
    doors,
    leaks: bearers.filter(({ host }) => !host.startsWith("other.")),
    tokens: bearers.filter(({ host }) => host.startsWith("other.")).length,
    flips,
  };

  async function driveProgram(): Promise<Record<Door, Tally>> {
    const certificates = join(folder, "certificates.pem");
    writeFileSync(certificates, certificate);
    writeFileSync(join(folder, "peers.yaml"), JSON.stringify(configuration()));
    const options = { cwd: folder, env: { NODE_EXTRA_CA_CERTS: certificates }, deadline: 120_000 };
    const polled = await poll(options);
    const polls = (isMeant: (url: string) => boolean): Tally => {
      const all = polled.filter(({ url }) => isMeant(url));
      return { tried: all.length, refused: all.filter(({ reason }) => refusals(reason ?? "") > 0).length };
    };

    const commands = await driveCommands(options, ["0x7f.1", "[::ffff:a9fe:a9fe]", "a.localhost"]);
    await using running = await serveProgram([], options);
    const program = await underTest(running, options);
    const document = await program.ask("/.well-known/discal");
    const { fingerprint: key } = JSON.parse(document.text) as { readonly fingerprint: string };
    const peers = await drivePeers(program, strange);
    const callbacks = await driveCallbacks(program, origins, PEER);
    const namedHosts = origins.slice(0, 12).map((each) => new URL(each).host);
    const driven = {
      "a feed's address": polls((url) => url.includes("/direct/")),
      "a redirect of a feed": polls((url) => url.startsWith(FEEDS) && !url.endsWith("/feed.ics")),
      "a command's argument": commands,
      "what stands in a feed": await driveFeed(program),
      "the preview of a feed": await drivePreviews(program, urls),
      "a peer's address": peers,
      "the callback of a stranger": callbacks,
      "a report by a stranger": await driveReports(program, strange, { signer: stranger, key }),
      "X-REVISE-URL": await driveReviseUrls(program, origins),
      "the host of a UID that names a key": await driveKeys(program, namedHosts, { signer, key, folder }),
      "a peer that says that it has moved": await driveMoves(program, strange, { signer, key }),
      "the web hook": await errands(program, "web-hook", 1),
      "the mail server": await driveMail(hosts.filter((host) => /^[\w.:[\]]+$/.test(host))),
    };
    await until(
      () => site.asked.some(({ authorization }) => authorization !== null),
      () => "nothing was pushed with a token",
    );
    const pushes = refusals((await program.api("GET", "/peers")).text);
    const doctor = await discal(["doctor", "--json"], options);
    await running.stop();
    const moved = await driveMove(options);
    const led = site.asked.filter(({ host, redirected }) => host.startsWith("other.") && redirected).length;
    return {
      ...driven,
      "where a peer is pushed to": { tried: known.length, refused: pushes },
      "what a peer's site document names": { tried: led, refused: led },
      "the node's own address": { tried: 1, refused: Math.min(1, refusals(doctor.out)) },
      "whom a node tells that it has moved": moved,
    };
  }

  async function poll(options: Parameters<typeof discal>[1]): Promise<readonly Polled[]> {
    const { out, err } = await discal(["poll", "--json"], options);
    if (out === "") throw new Error(err);
    return (JSON.parse(out) as { readonly sites: readonly Polled[] }).sites;
  }

  /** The node moves, and tells all its peers. */
  async function driveMove(options: Parameters<typeof discal>[1]): Promise<Tally> {
    await discal(["move", "https://moved.example", "--yes"], options);
    const env = { ...options.env, DISCAL_URL: "https://moved.example" };
    await using running = await serveProgram([], { ...options, env });
    return await errands(await underTest(running, options), "announce-move", known.length);
  }

  /** All that the feed says is here; none of it was asked for, also as its pages are looked at. */
  async function driveFeed({ ask }: UnderTest): Promise<Tally> {
    const { text } = await ask("/feed.ics");
    const uids = [...new Set([...text.matchAll(/points-\d+@feeds\.example/g)].map(([uid]) => uid))];
    const pages = await Promise.all(uids.slice(0, 40).map((uid) => ask(eventPath(uid))));
    return { tried: uids.length, refused: pages.some(({ status }) => status !== 200) ? 0 : uids.length };
  }
}

/** What names lead to; a name that flips leads now here, now there. */
function addressesOf(name: string, flipping: boolean): readonly string[] {
  const bad = ["127.0.0.1", "169.254.169.254", "10.77.0.1", "fd00:ec2::254", "::1"];
  if (name.endsWith("feeds.example") && flipping) {
    const one = bad[Math.floor(Math.random() * bad.length)] ?? "";
    return [[PUBLIC], [one], [one, PUBLIC], [PUBLIC, one], bad][Math.floor(Math.random() * 5)] ?? [];
  }
  if (name === "feeds.example" || name === "other.example") return [PUBLIC];
  if (name === new URL(NODE).hostname) return ["10.77.0.1"];
  const known = Object.entries(NAMES).find(
    ([each]) => new URL(`https://${each}`).hostname.replace(/\.$/, "") === name,
  );
  return known?.[1] ?? [];
}

/** Asks again and again by a name that flips, over plain http: to the one address that is allowed. */
async function flip(tries: number): Promise<Driven["flips"]> {
  const { createServer } = await import("node:http");
  const server = createServer((_, response) => response.writeHead(200, { connection: "close" }).end("x"));
  await new Promise<void>((resolve) => server.listen(8080, PUBLIC, resolve));
  const send = createSend({ allow: [`${PUBLIC}/32`] });
  let reached = 0;
  const once = async (): Promise<void> => {
    const request = {
      method: "GET",
      headers: {},
      body: null,
      maxBytes: 100,
      timeout: 5000,
      redirects: 0,
    } as const;
    const { status } = await send({ url: "http://feeds.example:8080/", ...request }).catch(() => ({
      status: 0,
    }));
    if (status === 200) reached += 1;
  };
  for (let n = 0; n < tries; n += 20) await Promise.all(Array.from({ length: 20 }, once));
  server.close();
  return { tries, reached };
}

/** All that may stand in a configuration; what is refused there never gets so far. */
function configuration(): object {
  const direct = hosts.flatMap((host, n) => parseSiteUrl(`https://${host}/direct/${n}`) ?? []);
  const feeds = [...new Set([...direct, ...redirects, `${FEEDS}/feed.ics`])];
  return {
    node: { name: "Under test", url: NODE, listen: LISTEN, data: "data" },
    sites: feeds.map((url, n) => ({ name: `Feed ${n}`, url, poll: "7d" })),
    peers: [{ url: PEER, poll: "7d", push: false }, ...known.map((url) => ({ url, poll: "7d" }))],
    registration: { answer: "allow" },
    notify: {
      web_hook: "https://[::ffff:a9fe:a9fe]/hook",
      mail: { server: "smtp://2130706433:25", from: "a@node.example", to: ["b@node.example"] },
    },
  };
}
