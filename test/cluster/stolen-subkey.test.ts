import { describe, expect, it } from "vitest";
import { restamp } from "../../src/core/ical/stamp.ts";
import { seal } from "../../src/exchange/keys/seal.ts";
import { signedPost } from "../../src/exchange/pushing/signed-post.ts";
import { wireText } from "../../src/core/ical/object.ts";
import { signMove } from "../../src/wire/move.ts";
import type { Signer } from "../../src/wire/signer.ts";
import { evening } from "../support/evening.ts";
import { type KeyedNetwork, keyedNetwork, rotatingSigner } from "../support/keyed-network.ts";
import { against } from "../support/threat.ts";

const [A, B, THIEF] = ["a", "b", "thief"].map((name) => `https://${name}.node.example`) as [
  string,
  string,
  string,
];
const HOUR = 3_600_000;
const DOCUMENT = "/.well-known/discal";

/** What b answers to a push that is signed by `signer` in the name of `sender`. */
async function push(
  net: KeyedNetwork,
  { signer, sender, body = "" }: { readonly signer: Signer; readonly sender: string; readonly body?: string },
): Promise<{ readonly status: number; readonly fault: string | undefined }> {
  const self = { ...net.node("a").self, signer, url: sender };
  const node = {
    self,
    clock: net.now,
    random: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
  };
  const to = { url: `${B}/discal/enter-event`, key: net.node("b").self.signer.fingerprint };
  const request = await signedPost(node, to, new TextEncoder().encode(body));
  const { url, method, headers } = request;
  const sent = new Request(url, { method, headers: { ...headers }, body });
  const answer = await net.node("b").fetch(sent);
  const said = (await answer.json()) as { readonly details?: { readonly fault?: string } };
  return { status: answer.status, fault: said.details?.fault };
}

/** The thief answers at an origin of its own like a, and shows a statement that a has moved there. */
async function settleThief(net: KeyedNetwork): Promise<void> {
  const move = await signMove({ from: A, to: THIEF }, net.signer("a").stolen, net.now());
  net.others.set(THIEF, async (request) => {
    const answer = await net.node("a").fetch(new Request(request.url.replace(THIEF, A)));
    if (new URL(request.url).pathname !== DOCUMENT) return answer;
    const text = (await answer.text()).replaceAll(A, THIEF);
    return Response.json({ ...JSON.parse(text), moves: [move] });
  });
}

async function told(net: KeyedNetwork, kind: string): Promise<readonly string[]> {
  const all = await net.node("b").store.notices.list({ unseenOnly: false, before: null, limit: 100 });
  return all.filter((notice) => notice.kind === kind).map(({ text }) => text);
}

const peerOf = async (net: KeyedNetwork) => (await net.node("b").store.registry.all())[0];

/** Node a locks its events; b follows it, and has met it. */
async function world(): Promise<KeyedNetwork> {
  const net = await keyedNetwork({ a: ["b"] });
  await net.node("a").enter(evening);
  await net.tick();
  expect((await peerOf(net))?.fingerprint).toBe(net.signer("a").fingerprint);
  return net;
}

describe("whoever stole the signing key of a node", () => {
  it(
    "leads no peer away from where the node still is; people are told once",
    against(
      "identity",
      "a stolen subkey says that its node has moved",
      "the origin that it is to have left must have stopped to answer as that node",
    ),
    async () => {
      await using net = await world();
      await settleThief(net);
      for (let n = 0; n < 2; n += 1) {
        const answer = await push(net, { signer: net.signer("a").stolen, sender: THIEF });
        expect(answer).toEqual({ status: 401, fault: "not-moved" });
      }
      expect(await peerOf(net)).toMatchObject({ url: A, movedFrom: null });
      expect(await told(net, "moved")).toEqual([expect.stringContaining("where it still answers")]);
    },
  );

  it(
    "sends no peer around the network, to whatever origin it names",
    against(
      "outbound",
      "a stolen key names one victim after the other as the place where its node is now",
      "a node looks a few times, then once a minute",
    ),
    async () => {
      await using net = await world();
      let asked = 0;
      const answers: unknown[] = [];
      for (let n = 0; n < 12; n += 1) {
        const sender = `https://victim-${n}.node.example`;
        net.others.set(sender, async () => {
          asked += 1;
          return new Response(null, { status: 404 });
        });
        answers.push(await push(net, { signer: net.signer("a").stolen, sender }));
      }
      expect(asked).toBeLessThanOrEqual(5);
      expect(answers.at(-1)).toEqual({ status: 503, fault: "unknown-key" });
      // The node itself is not kept out.
      expect(await push(net, { signer: net.signer("a"), sender: A })).toMatchObject({ status: 200 });
    },
  );

  it(
    "leads a peer away while the node does not answer, but only until it revokes the key, and comes back",
    against(
      "identity",
      "a stolen subkey leads peers away while its node is down",
      "a compromise undoes the statement, too: the node signs another one, and is followed back",
    ),
    async () => {
      await using net = await world();
      const { stolen } = net.signer("a");
      await settleThief(net);
      const back = net.others.get(THIEF);
      const down = async () => new Response(null, { status: 502 });
      const document = await back?.(new Request(THIEF + DOCUMENT));
      const shown = await document?.json();
      net.others
        .set(A, down)
        .set(THIEF, async (request) =>
          new URL(request.url).pathname === DOCUMENT ? Response.json(shown) : down(),
        );
      expect(await push(net, { signer: stolen, sender: THIEF })).toMatchObject({ status: 200 });
      expect(await peerOf(net)).toMatchObject({ url: THIEF, movedFrom: [A] });
      expect(await told(net, "moved")).toEqual([expect.stringContaining(`has moved from ${A} to ${THIEF}`)]);

      await net.signer("a").rotate(net.now() + HOUR, { how: "compromised" });
      await net.advance(HOUR);
      await net.node("a").takeUpKeys();
      const move = await signMove({ from: THIEF, to: A }, net.signer("a"), net.now());
      net.others.set(A, async (request) => {
        const answer = await net.node("a").fetch(request);
        if (new URL(request.url).pathname !== DOCUMENT) return answer;
        return Response.json({ ...((await answer.json()) as object), moves: [move] });
      });
      expect(await push(net, { signer: net.signer("a"), sender: A })).toMatchObject({ status: 200 });
      expect(await peerOf(net)).toMatchObject({ url: A });
      expect((await push(net, { signer: stolen, sender: THIEF })).fault).toBe("revoked");
    },
  );

  it(
    "pins no other primary",
    against(
      "identity",
      "a stolen subkey is to vouch for a new primary",
      "only the pinned primary makes and ends subkeys; another one is a hard stop",
    ),
    async () => {
      await using net = await world();
      const own = await rotatingSigner(A, net.now() - HOUR);
      expect(await push(net, { signer: own, sender: A })).toEqual({ status: 401, fault: "unknown-key" });
      const mixed = { ...own, fingerprint: net.signer("a").fingerprint };
      expect(await push(net, { signer: mixed, sender: A })).toEqual({ status: 401, fault: "unknown-key" });
      expect((await peerOf(net))?.fingerprint).toBe(net.signer("a").fingerprint);
    },
  );

  it(
    "pushes and signs no more once the key is revoked as compromised, at whatever date",
    against(
      "identity",
      "a stolen subkey goes on after its revocation, or dates back",
      "a revocation as compromised undoes all that it signs and ever signed",
    ),
    async () => {
      await using net = await world();
      const own = await net.node("a").enter(evening);
      await net.tick();
      const { stolen } = net.signer("a");
      const forge = async (revision: number) =>
        seal({ signer: stolen }, restamp(own, { revision, dtstamp: net.now() }), net.now() - HOUR / 2);
      const before = await push(net, { signer: stolen, sender: A, body: wireText(await forge(8)) });
      expect(before.status).toBe(200);
      const winner = async () => (await net.node("b").store.commons.get(own.uid))?.winner;
      expect(await winner()).toMatchObject({ revision: 8, class: "signed" });

      await net.signer("a").rotate(net.now(), { how: "compromised" });
      await net.node("a").takeUpKeys();
      await net.advance(2 * HOUR);
      expect(await winner()).toMatchObject({ revision: 0, class: "signed" });
      expect((await push(net, { signer: stolen, sender: A })).fault).toBe("revoked");
      // Also where somebody passes it on who may push.
      const later = await push(net, { signer: net.signer("a"), sender: A, body: wireText(await forge(9)) });
      expect(later.status).toBe(200);
      expect(await winner()).toMatchObject({ revision: 0, class: "signed" });
      expect(await told(net, "key")).toEqual([expect.stringContaining("was compromised: 2 versions")]);
    },
  );
});
