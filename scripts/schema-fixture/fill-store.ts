import type { Registration } from "../../src/core/model/registration.ts";
import type { OfferVerdict } from "../../src/core/model/verdict.ts";
import type { Version } from "../../src/core/model/version.ts";
import type { Store } from "../../src/store/contract.ts";
import {
  DAY,
  declared,
  deletion,
  feedSite,
  HOUR,
  NOW,
  peerSite,
  poll,
  version,
  vevent,
} from "../../test/contract/samples.ts";

const KEY = "A".repeat(40);
const ANNA = "B".repeat(40);
const LOCKED = `01JQ0000000000000000000000.${KEY}@node.example`;
const CONCERT = {
  SUMMARY: "Concert",
  CATEGORIES: "Music,Jazz",
  LOCATION: "Grand Hall\\, Main Street 1",
  GEO: "52.52;13.405",
};

/** Something in every table, and of every state that a row may have. */
export async function fillStore(store: Store): Promise<void> {
  const [town = 0, node = 0, far = 0] = await declared(
    store,
    feedSite("town", { tags: ["Town"] }),
    peerSite("node", { fingerprint: KEY, filterIn: { withoutTags: ["Spam"] } }),
    peerSite("far", { filterOut: { tags: ["Music"] } }),
  );
  await store.registry.declarePolicies(
    [{ action: "show", actor: "*", scope: "tag:secret", verdict: "deny" }],
    NOW,
  );
  await fillCommons(store, { town, node });
  await fillDeliveries(store, { node, far });
  await fillNetwork(store, { town, node });
  await fillPeople(store, { node });
  await store.repair.fingerprints();
}

async function enter(store: Store, siteId: number | null, ...versions: readonly Version[]): Promise<void> {
  const by = siteId === null ? { enteredBy: "Office" } : { path: ["https://far.example"] };
  await store.commons.apply(
    versions.map((version) => ({ version, siteId, ...by })),
    NOW,
  );
}

async function fillCommons(store: Store, { town, node }: { readonly town: number; readonly node: number }) {
  const reading = { RRULE: "FREQ=WEEKLY;COUNT=3", SUMMARY: "Reading" };
  await poll(store, town, [vevent("concert@a", CONCERT), vevent("weekly@a", reading)], NOW - 2 * HOUR);
  const later = vevent("concert@a", { ...CONCERT, SUMMARY: "Concert, later" });
  await poll(store, town, [later, vevent("weekly@a", reading)], NOW - HOUR);
  await enter(store, null, version("weekly@a", 2, { ...reading, SUMMARY: "Reading aloud" }));
  await poll(store, town, [later, vevent("weekly@a", { ...reading, SUMMARY: "Reading in silence" })]);
  const relayed = (uid: string, revision: number, summary: string, lines = {}) =>
    version(uid, revision, { SUMMARY: summary, ...lines }, { hop: 2 });
  await enter(store, node, relayed("shared@b", 1, "Shared"));
  await enter(store, node, relayed("rivals@b", 3, "One"), relayed("rivals@b", 3, "Two"));
  await enter(store, node, relayed(LOCKED, 4, "Proposed"));
  await enter(
    store,
    node,
    version(LOCKED, 3, { SUMMARY: "Locked" }, { class: "signed", signature: "c2lnbmVk", signedAt: NOW }),
  );
  await enter(store, node, relayed("spam@b", 1, "Buy", { CATEGORIES: "Spam" }));
  await enter(store, node, relayed("secret@b", 1, "Secret", { CATEGORIES: "Secret" }));
  await enter(store, null, version("own@a", 0, { SUMMARY: "Own" }), version("gone@a", 1, {}));
  await enter(store, null, deletion("gone@a", 2));
  await store.commons.propose(
    [relayed("own@a", 1, "Otherwise")],
    { url: "https://far.example", siteId: null },
    NOW,
  );
  const nothing = { hidden: false, kept: null, frozen: null, note: "" };
  await store.commons.overlay("shared@b", { ...nothing, hidden: true, note: "not ours" }, NOW);
  await store.commons.overlay("rivals@b", { ...nothing, kept: { title: "Both" } }, NOW);
}

async function fillDeliveries(store: Store, { node, far }: { readonly node: number; readonly far: number }) {
  for (const [peer, verdicts] of [
    [node, ["accepted", "deferred", "rejected"]],
    [far, ["accepted"]],
  ] as const) {
    const batch = await store.deliveries.nextBatch(peer, NOW, { objects: 50, bytes: 1_000_000 });
    if (batch === null) throw new Error("there is nothing to deliver");
    const results = batch.versions.map(({ uid, revision }, n) => {
      const verdict: OfferVerdict = verdicts[n % verdicts.length] ?? "accepted";
      return { uid, revision, verdict, reason: verdict };
    });
    await store.deliveries.delivered(batch, results, NOW);
  }
  await store.deliveries.failed(far, { now: NOW, error: "no answer", nextTry: NOW + HOUR, stop: false });
}

async function fillNetwork(store: Store, { town, node }: { readonly town: number; readonly node: number }) {
  await store.registry.pin(node, { fingerprint: KEY, certificate: "-----armored-----" }, NOW);
  await store.repair.pulled(node, {
    epoch: "epoch-of-node",
    cursor: 17,
    comparedAt: NOW,
    nextCompare: NOW + DAY,
    differences: 1,
    ownEpoch: store.epoch,
  });
  await store.repair.asked(node, { given: [], withheld: ["0".repeat(64)], now: NOW });
  await store.registry.countCancels(node, "b", 2, NOW);
  await store.registry.ration(node, 5, 1000, NOW);
  await store.useNonce("a-nonce", NOW + HOUR, NOW);
  const failure = { now: NOW + HOUR, reason: "no answer", nextPoll: NOW + 2 * HOUR, suspendAfter: 9 };
  await store.polls.recordFailure(town, failure);
  const asked: Registration = {
    id: "0123456789012345678901",
    direction: "in",
    site: "https://node.example",
    callback: "https://node.example/discal/enter-event",
    fingerprint: KEY,
    filter: { tags: ["Music"] },
    request: "00",
    credential: "said to node",
    mutual: false,
    state: "active",
    lease: 10 * DAY,
    leaseUntil: NOW + 10 * DAY,
    createdAt: NOW,
    changedAt: NOW,
    reason: "",
  };
  await store.registrations.save(asked);
  await store.registrations.save({ ...asked, direction: "out", credential: "heard from us", filter: null });
  const move = { from: "https://old.example", to: "https://here.example", createdAt: NOW, signature: "AA==" };
  await store.moves.add(move);
}

async function fillPeople(store: Store, { node }: { readonly node: number }) {
  await store.keys.learn({ fingerprint: ANNA, certificate: "-----of anna-----" }, NOW);
  await store.keys.addAuthor({ fingerprint: ANNA, name: "Anna" }, NOW);
  await store.errands.add({ kind: "mail", subject: "1", payload: { to: "x" } }, NOW);
  await store.errands.add({ kind: "report", subject: "own@a", payload: {} }, NOW);
  for (const errand of await store.errands.due(NOW, 9)) {
    if (errand.kind === "mail") await store.errands.failed(errand, { error: "no answer", nextTry: null });
  }
  await store.notices.add([{ kind: "moved", uid: null, siteId: node, text: "node has moved" }], NOW);
  await store.calendars.save({
    slug: "music",
    title: "Music",
    description: "",
    filter: { tags: ["music"] },
    changedAt: NOW,
  });
  await store.tokens.create({ name: "office", role: "admin", hash: "f".repeat(64), expiresAt: null }, NOW);
  await store.replies.begin("a-key", "asked", NOW);
  await store.replies.finish("a-key", { status: 201, headers: {}, body: "{}" });
}
