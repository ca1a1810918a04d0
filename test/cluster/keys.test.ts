import { type AnyPacket, PacketList, PublicKey, readKey } from "openpgp";
import { describe, expect, it } from "vitest";
import { wireText } from "../../src/core/ical/object.ts";
import { restamp } from "../../src/core/ical/stamp.ts";
import { seal } from "../../src/exchange/keys/seal.ts";
import { evening } from "../support/evening.ts";
import { type KeyedNetwork, keyedNetwork } from "../support/keyed-network.ts";
import { against } from "../support/threat.ts";

const HOUR = 3_600_000;

async function standing(net: KeyedNetwork, name: string, uid: string) {
  const winner = (await net.node(name).store.commons.get(uid))?.winner;
  return winner === null || winner === undefined ? null : { class: winner.class, revision: winner.revision };
}

async function keyNotices(net: KeyedNetwork, name: string): Promise<readonly string[]> {
  const { notices } = net.node(name).store;
  const all = await notices.list({ unseenOnly: false, before: null, limit: 100 });
  return all.filter(({ kind }) => kind === "key").map(({ text }) => text);
}

/** What no signature is checked by: the primary without what it is called, or without what signs for it. */
async function strippedCertificate(armoredKey: string, left: string): Promise<string> {
  const { keyPacket, users, subkeys } = await readKey({ armoredKey });
  const packets = new PacketList<AnyPacket>();
  packets.push(keyPacket);
  if (left !== "its name")
    for (const { userID, selfCertifications } of users)
      packets.push(userID as AnyPacket, ...selfCertifications);
  if (left !== "its subkeys")
    for (const subkey of subkeys) packets.push(subkey.keyPacket, ...subkey.bindingSignatures);
  return new PublicKey(packets).armor();
}

async function rotate(net: KeyedNetwork, how: "superseded" | "compromised"): Promise<void> {
  await net.signer("a").rotate(net.now(), { how });
  await net.node("a").takeUpKeys();
}

describe("a peer that has rotated its key", () => {
  it("is known again by its primary: its certificate is fetched anew, once", async () => {
    await using net = await keyedNetwork({ a: ["b"] });
    await net.node("a").enter(evening);
    await net.advance(HOUR / 2);
    const before = net.requests.length;
    await rotate(net, "superseded");
    const { uid } = await net.node("a").enter({ ...evening, title: "After" });
    await net.tick();
    expect(await standing(net, "b", uid)).toEqual({ class: "signed", revision: 0 });
    const asked = net.requests
      .slice(before)
      .filter(({ from, url }) => from === "b" && url.includes("/keys/"));
    expect(asked).toHaveLength(1);
    expect((await net.node("a").store.deliveries.lag())[0]).toMatchObject({ failures: 0, exceptions: 0 });
  });

  it("is known again at once also where it rotates twice in a row", async () => {
    await using net = await keyedNetwork({ a: ["b"] });
    for (const title of ["Before", "After", "After that"]) {
      const { uid } = await net.node("a").enter({ ...evening, title });
      await net.tick();
      expect(await standing(net, "b", uid)).toEqual({ class: "signed", revision: 0 });
      await rotate(net, "superseded");
    }
  });

  it("is asked to wait, not turned away, where it was asked for its key too often", async () => {
    await using net = await keyedNetwork({ a: ["b"] });
    for (let n = 0; n < 3; n += 1) {
      await net.node("a").enter(evening);
      await net.tick();
      await rotate(net, "superseded");
    }
    const { uid } = await net.node("a").enter({ ...evening, title: "After" });
    await net.tick();
    expect(await standing(net, "b", uid)).toBeNull();
    expect((await net.node("a").store.deliveries.lag())[0]).toMatchObject({ stopped: false, failures: 1 });
    await net.advance(HOUR);
    expect(await standing(net, "b", uid)).toEqual({ class: "signed", revision: 0 });
  });

  it("is followed by those that never meet it, over the change log of others", async () => {
    await using net = await keyedNetwork({ a: ["b"], b: ["c"] });
    const first = await net.node("a").enter(evening);
    await net.advance(2 * HOUR);
    expect(await standing(net, "c", first.uid)).toEqual({ class: "signed", revision: 0 });
    await rotate(net, "superseded");
    const { uid } = await net.node("a").enter({ ...evening, title: "After" });
    await net.advance(3 * HOUR);
    expect(await standing(net, "c", uid)).toEqual({ class: "signed", revision: 0 });
    expect(await standing(net, "c", first.uid)).toEqual({ class: "signed", revision: 0 });
    const { fingerprint, certificate } = net.signer("a");
    expect(await net.node("c").store.keys.find(fingerprint)).toEqual({ fingerprint, certificate });
  });
});

describe("a key of which a relay has shown a part only", () => {
  it.each(["its name", "its subkeys"])("without %s keeps nothing from anybody", async (left) => {
    await using net = await keyedNetwork({ a: ["c"], c: ["b"] });
    // What names the key in the changes of c is past.
    await net.advance(2 * HOUR);
    const { fingerprint, certificate } = net.signer("a");
    const stripped = await strippedCertificate(certificate, left);
    await net.node("b").store.keys.learn({ fingerprint, certificate: stripped }, net.now());
    const { uid } = await net.node("a").enter(evening);
    await net.advance(HOUR / 2);
    expect(await standing(net, "b", uid)).toEqual({ class: "signed", revision: 0 });
    const [lag] = await net.node("c").store.deliveries.lag();
    expect(lag).toMatchObject({ stopped: false, exceptions: 0 });
  });
});

describe("a key that was compromised", () => {
  it(
    "takes with it what a thief signed, wherever that went, and the origin's versions come signed anew",
    against(
      "identity",
      "a thief signs events with a stolen subkey",
      "a compromise takes them out at all nodes; the origin signs its own anew",
    ),
    async () => {
      await using net = await keyedNetwork({ a: ["b"], b: ["a", "c"] });
      const a = net.node("a");
      const own = await a.enter(evening);
      await net.advance(2 * HOUR);
      const forged = await seal(
        { signer: net.signer("a").stolen },
        restamp(own, { revision: 9, dtstamp: net.now() }),
        net.now(),
      );
      const b = net.node("b");
      await b.store.commons.apply([{ version: forged, siteId: null }], net.now());
      await net.advance(2 * HOUR);
      for (const name of ["a", "b", "c"])
        expect(await standing(net, name, own.uid)).toMatchObject({ revision: 9 });

      await net.signer("a").rotate(net.now(), { how: "compromised" });
      expect(await a.takeUpKeys()).toEqual({ versions: 1, doubtful: [own.uid] });
      await net.advance(4 * HOUR);
      for (const name of ["a", "b", "c"])
        expect(await standing(net, name, own.uid)).toEqual({ class: "signed", revision: 0 });
      expect(await keyNotices(net, "b")).toEqual([expect.stringMatching(/was compromised: 1 version/)]);
      const text = wireText(forged);
      expect(text).toContain("X-REVISION:9");
    },
  );
});

describe("a peer whose primary is another one", () => {
  it(
    "is stopped, and people are told once",
    against("identity", "a peer's primary key is another one", "a hard stop, until a person decides"),
    async () => {
      await using net = await keyedNetwork({ a: ["b"] });
      await net.node("a").enter(evening);
      await net.tick();
      await net.replace("a");
      const { uid } = await net.node("a").enter({ ...evening, title: "By somebody else" });
      await net.advance(2 * HOUR);
      expect(await net.node("b").store.commons.get(uid)).toBeNull();
      const told = await keyNotices(net, "b");
      expect(told).toHaveLength(1);
      expect(told[0]).toContain(net.signer("a").fingerprint);
    },
  );
});
