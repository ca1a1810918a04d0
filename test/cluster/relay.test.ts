import { describe, expect, it } from "vitest";
import { readObject, wireText } from "../../src/core/ical/object.ts";
import { restamp } from "../../src/core/ical/stamp.ts";
import type { Version } from "../../src/core/model/version.ts";
import type { OutboundResponse } from "../../src/net/send.ts";
import { signPush } from "../../src/wire/push.ts";
import { createCheapSigner } from "../support/cheap-signer.ts";
import { type Cluster, createCluster, urlOf } from "../support/cluster.ts";
import { evening } from "../support/evening.ts";
import { against } from "../support/threat.ts";

const HOUR = 3_600_000;
/** Digests are compared daily, by the first poll after that. */
const REPAIR_PERIOD = 26 * HOUR;

/**
 * The origin a pushes to the relay m and to c; b is pushed to by m, and polls m and c; b and d poll each other, and b
 * pushes to d. What m sends itself is held back: it pushes only what a test makes it push.
 */
async function withRelay(): Promise<Cluster> {
  const cluster = await createCluster({
    push: { a: ["m", "c"], m: ["b"], b: ["d"] },
    poll: { b: ["c", "m", "d"], d: ["b"] },
    settings: { a: { authority: "locked" } },
  });
  cluster.intercept(({ from, request }) =>
    from === "m" && request.url.endsWith("/discal/enter-event") ? new Error("withheld") : request,
  );
  return cluster;
}

let nonces = 0;

/** The relay pushes this to b, properly signed by its own key; gives b's verdicts. */
async function relay(
  cluster: Cluster,
  version: Version,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const body = new TextEncoder().encode(wireText(version));
  const b = cluster.node("b");
  const signed = await signPush({
    signer: createCheapSigner("m"),
    now: cluster.now(),
    nonce: `relay-push-number-${(nonces += 1)}`,
    method: "POST",
    target: "/discal/enter-event",
    sender: urlOf("m"),
    recipient: urlOf("b"),
    recipientKey: b.self.signer.fingerprint,
    contentType: "text/calendar; charset=utf-8",
    body,
  });
  const init = { method: "POST", headers: { ...signed, ...headers }, body: Buffer.from(body) };
  const answer = await b.fetch(new Request(`${urlOf("b")}/discal/enter-event`, init));
  if (answer.status !== 200) throw new Error(await answer.text());
  return ((await answer.json()) as { verdict: string }[]).map(({ verdict }) => verdict);
}

async function winnerAt(cluster: Cluster, name: string, uid: string): Promise<Version | null> {
  return (await cluster.node(name).store.commons.get(uid))?.winner ?? null;
}

/** With another title, and all else, its signature among it, as it was. */
function retitled(version: Version, title: string): Version {
  const read = readObject(wireText(version).replace(/^SUMMARY:.*$/m, `SUMMARY:${title}`));
  if (!("version" in read)) throw new Error(read.reason);
  return { ...read.version, class: "open" };
}

async function expectAsAtOrigin(cluster: Cluster, name: string, uid: string): Promise<void> {
  const [own, there] = [await winnerAt(cluster, "a", uid), await winnerAt(cluster, name, uid)];
  expect(there).toMatchObject({ class: "signed", c1: own?.c1, signature: own?.signature });
}

describe("a relay in the middle of a chain", () => {
  it(
    "forges in vain: other words, a higher revision, a deletion, whatever it signs them with",
    against("identity", "a relay forges signed events", "only the key in the UID signs"),
    async () => {
      await using cluster = await withRelay();
      const original = await cluster.node("a").enter(evening);
      await cluster.advance(2 * HOUR);
      await expectAsAtOrigin(cluster, "b", original.uid);
      const higher = restamp(original, { revision: 9 });
      const garbage = Buffer.alloc(40, 7).toString("base64");
      expect(await relay(cluster, retitled(original, "Forged"))).toEqual(["rejected"]);
      expect(await relay(cluster, { ...higher, signature: original.signature })).toEqual(["rejected"]);
      expect(await relay(cluster, { ...higher, signature: garbage })).toEqual(["rejected"]);
      expect(await relay(cluster, higher)).toEqual(["held"]);
      const deleted = wireText(higher).replace(/^SUMMARY:.*$/m, "STATUS:CANCELLED\r\nX-DELETED:TRUE");
      const read = readObject(deleted);
      if (!("version" in read)) throw new Error(read.reason);
      expect(await relay(cluster, read.version)).toEqual(["held"]);
      await expectAsAtOrigin(cluster, "b", original.uid);
      await cluster.advance(REPAIR_PERIOD);
      for (const name of ["b", "c", "d"]) await expectAsAtOrigin(cluster, name, original.uid);
      expect((await cluster.node("d").store.commons.get(original.uid))?.state.open).toBeNull();
    },
  );

  it(
    "strips signatures in vain: the very bytes come signed by another way",
    against("identity", "a relay strips signatures", "the same bytes are taken signed from elsewhere"),
    async () => {
      await using cluster = await withRelay();
      cluster.cut("b", "c");
      const original = await cluster.node("a").enter(evening);
      await cluster.advance(1);
      expect(await relay(cluster, { ...original, signature: null })).toEqual(["held"]);
      expect(await winnerAt(cluster, "b", original.uid)).toBeNull();
      cluster.heal();
      await cluster.advance(REPAIR_PERIOD);
      await expectAsAtOrigin(cluster, "b", original.uid);
      await expectAsAtOrigin(cluster, "d", original.uid);
    },
  );

  it("hides in vain what is signed behind the same bytes without a signature: those are given to nobody", async () => {
    await using cluster = await withRelay();
    cluster.cut("b", "c");
    // Only what d polls reaches it.
    cluster.intercept(({ from, request }) =>
      from !== "a" && request.url.endsWith("/discal/enter-event") ? new Error("withheld") : request,
    );
    const original = await cluster.node("a").enter(evening);
    await cluster.advance(1);
    expect(await relay(cluster, { ...original, signature: null, hop: 2 })).toEqual(["held"]);
    const given = () =>
      cluster.node("b").fetch(new Request(`${urlOf("b")}/discal/v1/objects/${original.c1}`));
    expect((await given()).status).toBe(404);
    cluster.heal();
    await cluster.advance(REPAIR_PERIOD);
    expect(await (await given()).text()).toContain("X-DISCAL-SIG");
    await expectAsAtOrigin(cluster, "d", original.uid);
  });

  it("strips signatures from what it is asked for, and is asked less and less often", async () => {
    await using cluster = await withRelay();
    cluster.cut("b", "c");
    const stripping = ({ request }: { request: { url: string } }, response: OutboundResponse) => {
      if (!request.url.startsWith(`${urlOf("m")}/discal/v1/objects`)) return response;
      const text = Buffer.from(response.body).toString();
      return { ...response, body: Buffer.from(text.replaceAll(/^X-DISCAL-SIG:.*\r\n(?: .*\r\n)*/gm, "")) };
    };
    cluster.answer(stripping);
    const original = await cluster.node("a").enter(evening);
    await cluster.advance(12 * HOUR);
    expect(await winnerAt(cluster, "b", original.uid)).toBeNull();
    const asked = cluster.traffic.filter(
      ({ from, request }) => from === "b" && request.url.endsWith("/objects"),
    );
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.length).toBeLessThan(6);
    cluster.heal();
    await cluster.advance(REPAIR_PERIOD);
    await expectAsAtOrigin(cluster, "b", original.uid);
  });

  it(
    "withholds in vain: what it does not pass on comes by another way",
    against("identity", "a relay withholds events", "digests are compared with all peers"),
    async () => {
      await using cluster = await withRelay();
      cluster.answer(({ request }, response) => {
        if (!request.url.startsWith(`${urlOf("m")}/discal/v1/objects`)) return response;
        return { ...response, body: new Uint8Array() };
      });
      const original = await cluster.node("a").enter(evening);
      await cluster.advance(REPAIR_PERIOD);
      await expectAsAtOrigin(cluster, "b", original.uid);
    },
  );

  it(
    "replays old versions in vain",
    against("identity", "a relay replays old versions", "a lower revision is ignored"),
    async () => {
      await using cluster = await withRelay();
      const original = await cluster.node("a").enter(evening);
      await cluster.node("a").edit(original.uid, { title: "Later" });
      await cluster.advance(2 * HOUR);
      const verdicts = await relay(cluster, original);
      expect(["duplicate", "held"]).toContain(verdicts[0]);
      await expectAsAtOrigin(cluster, "b", original.uid);
      expect((await winnerAt(cluster, "b", original.uid))?.text).toContain("SUMMARY:Later");
    },
  );

  it(
    "lies about hops in vain: from who is not the origin none below 2 is believed",
    against("identity", "a relay lies about hops", "who is not the origin has at least 2"),
    async () => {
      await using cluster = await withRelay();
      cluster.cut("b", "c");
      const original = await cluster.node("a").enter(evening);
      await cluster.advance(1);
      expect(await relay(cluster, { ...original, hop: 0 })).toEqual(["deferred"]);
      // The key that it names is asked for.
      await cluster.advance(1);
      expect(await relay(cluster, { ...original, hop: 0 })).toEqual(["accepted"]);
      expect((await winnerAt(cluster, "b", original.uid))?.hop).toBe(2);
      await cluster.settle();
      expect((await winnerAt(cluster, "d", original.uid))?.hop).toBe(3);
    },
  );

  it(
    "lies about hops in vain where it is polled, too",
    against("identity", "a polled relay lies about hops", "the poller counts for itself"),
    async () => {
      await using cluster = await withRelay();
      cluster.cut("b", "c");
      cluster.answer(({ request }, response) => {
        if (!request.url.startsWith(`${urlOf("m")}/discal/v1/`)) return response;
        const text = Buffer.from(response.body).toString();
        const lied = text.replaceAll(/"hop":\d+/g, '"hop":0').replaceAll(/^X-HOP:\d+/gm, "X-HOP:0");
        return { ...response, body: Buffer.from(lied) };
      });
      const { uid } = await cluster.node("a").enter(evening);
      await cluster.advance(2 * HOUR);
      expect((await winnerAt(cluster, "b", uid))?.hop).toBe(2);
    },
  );

  it(
    "lies about the path, and delays, but keeps nothing from anybody",
    against("identity", "a relay lies about the path", "the path is advice; digests show what it kept back"),
    async () => {
      await using cluster = await withRelay();
      // The first poll compares.
      await cluster.advance(2 * HOUR);
      cluster.cut("b", "c");
      cluster.cut("b", "d");
      const [near, far] = [await cluster.node("a").enter(evening), await cluster.node("a").enter(evening)];
      await cluster.advance(1);
      await relay(cluster, { ...near, hop: 2 });
      await cluster.advance(1);
      const path = [urlOf("d"), urlOf("b"), urlOf("a")].join(", ");
      for (const [original, headers] of [
        [near, {}],
        [far, { "DisCal-Path": path }],
      ] as const)
        expect(await relay(cluster, { ...original, hop: 2 }, headers)).toEqual(["accepted"]);
      cluster.heal();
      const before = cluster.traffic.length;
      await cluster.settle();
      const pushed = cluster.traffic
        .slice(before)
        .filter(({ request }) => request.url.startsWith(urlOf("d")));
      const text = pushed
        .map(({ request }) => Buffer.from(request.body ?? []).toString())
        .join("")
        .replaceAll("\r\n ", "");
      expect([text.includes(near.uid), text.includes(far.uid)]).toEqual([true, false]);
      await cluster.advance(REPAIR_PERIOD);
      await expectAsAtOrigin(cluster, "d", far.uid);
    },
  );

  it.each<[string, (path: string, response: OutboundResponse) => OutboundResponse]>([
    ["says that nothing changed", (path, response) => changed(path, response, { items: [], more: false })],
    ["says that there is always more", (path, response) => changed(path, response, { more: true })],
    [
      "names what is not there",
      (path, response) => changed(path, response, { items: invented(300), more: false }),
    ],
    [
      "says that its log is always another one",
      (path, response) => changed(path, response, { epoch: `${Math.random()}` }),
    ],
    [
      "names what is not there, each time in another log",
      (path, response) =>
        changed(path, response, { items: invented(300), more: false, epoch: `${Math.random()}` }),
    ],
    ["answers with anything", (_, response) => ({ ...response, body: Buffer.from("{}") })],
    ["has lost its way", (_, response) => ({ ...response, status: 500 })],
  ])("that %s, for changes and digests, keeps b from nothing", async (_, lie) => {
    await using cluster = await withRelay();
    cluster.answer(({ request }, response) => {
      const { origin, pathname } = new URL(request.url);
      const asked = origin === urlOf("m") && /\/v1\/(?:changes|digest)/.test(pathname);
      return asked ? lie(pathname, response) : response;
    });
    const uids: string[] = [];
    for (let n = 0; n < 5; n += 1) uids.push((await cluster.node("a").enter(evening)).uid);
    const before = cluster.traffic.length;
    await cluster.advance(REPAIR_PERIOD);
    for (const uid of uids) await expectAsAtOrigin(cluster, "b", uid);
    const asked = cluster.traffic.slice(before).filter(({ from, request }) => {
      return from === "b" && request.url.startsWith(urlOf("m"));
    });
    // No more than a few for each hourly poll, however it lies; and never again and again for the same bytes.
    expect(asked.length).toBeLessThan(26 * 12);
    expect(asked.filter(({ request }) => request.url.endsWith("/objects")).length).toBeLessThan(20);
  });
});

/** An answer with changes in which something else is said. */
function changed(path: string, response: OutboundResponse, lie: object): OutboundResponse {
  if (!path.endsWith("/changes") || response.status !== 200) return response;
  const page = JSON.parse(Buffer.from(response.body).toString()) as object;
  return { ...response, body: Buffer.from(JSON.stringify({ ...page, ...lie })) };
}

function invented(count: number): readonly object[] {
  return Array.from({ length: count }, (_, n) => {
    const digest = n.toString(16).padStart(64, "0");
    const mark = { class: "open", revision: 9, digest, c1: digest, hop: 0, cancelled: false };
    return { seq: n + 1, uid: `${n}@invented.example`, versions: [mark] };
  });
}
