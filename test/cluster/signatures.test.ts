import { createCleartextMessage, createMessage, type PrivateKey, sign } from "openpgp";
import { expect, it } from "vitest";
import { contentDigest, pushText } from "../../src/wire/envelope.ts";
import { generateKeys } from "../../src/wire/openpgp-keys.ts";
import { createSigner } from "../../src/wire/openpgp-signer.ts";
import { formatSignatureHeader } from "../../src/wire/signature-header.ts";
import { craftKey, HOUR, MADE, pinned, rebind, revokeSubkey, signWith } from "../support/crafted-key.ts";
import { keyedNode, URL_OF_NODE } from "../support/keyed-node.ts";
import { against } from "../support/threat.ts";

const NOW = MADE + 24 * HOUR;
const PEER = "https://peer.example";
const signer = await createSigner({
  privateKey: (await generateKeys({ name: "Calendar", url: URL_OF_NODE, now: MADE })).signing,
});
const good = await craftKey();
const body = [
  "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:1@peer.example",
  "DTSTAMP:20260101T000000Z\r\nDTSTART:20260401T100000Z\r\nX-HOP:1\r\nX-REVISION:0",
  `X-REVISE-URL:${PEER}/discal/revise\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`,
].join("\r\n");

interface Attempt {
  readonly key?: PrivateKey;
  readonly signature: Uint8Array;
}

/** The text of a push from the peer to `recipient`. */
function text(recipient = URL_OF_NODE, target = "/discal/enter-event"): Uint8Array {
  const created = NOW / 1000;
  return new TextEncoder().encode(
    pushText({
      method: "POST",
      target,
      sender: PEER,
      recipient,
      recipientKey: signer.fingerprint,
      created,
      expires: created + 300,
      nonce: "AAECAwQFBgcICQoLDA0ODw",
      contentType: "text/calendar",
      contentDigest: contentDigest(Buffer.from(body)),
    }),
  );
}

function push(signature: Uint8Array, fingerprint: string, target = "/discal/enter-event"): Request {
  const created = NOW / 1000;
  const envelope = {
    site: PEER,
    fingerprint,
    created,
    expires: created + 300,
    nonce: "AAECAwQFBgcICQoLDA0ODw",
  };
  return new Request(`${URL_OF_NODE}${target}`, {
    method: "POST",
    headers: {
      "Content-Type": "text/calendar",
      "Content-Digest": contentDigest(Buffer.from(body)),
      "DisCal-Signature": formatSignatureHeader({ ...envelope, signature }),
    },
    body,
  });
}

/** A node that has pinned the key, and what it says to each push. */
async function pushes(key: PrivateKey, ...signatures: readonly Uint8Array[]) {
  const known = pinned(key);
  await using node = await keyedNode({
    signer,
    clock: () => NOW,
    peers: [{ url: PEER, fingerprint: known.fingerprint }],
  });
  const [peer] = await node.store.registry.all();
  await node.store.registry.pin(peer?.id ?? 0, known, NOW);
  const answers: { status: number; said: unknown }[] = [];
  for (const signature of signatures) {
    const answer = await node.fetch(push(signature, known.fingerprint));
    answers.push({ status: answer.status, said: await answer.json() });
  }
  return { answers, events: (await node.store.statistics()).events };
}

const binary = text();
const signature = await signWith(good, { binary }, { at: NOW });

const wrong: readonly (readonly [string, string, RegExp, () => Promise<Attempt>])[] = [
  [
    "by another key",
    "unknown-key",
    /no subkey of the pinned certificate/,
    async () => ({ signature: await signWith(await craftKey(), { binary }, { at: NOW }) }),
  ],
  [
    "by a subkey without cross-certification",
    "not-cross-certified",
    /not validly bound/,
    async () => {
      const key = await craftKey();
      const signature = await signWith(key, { binary }, { at: NOW });
      await rebind(key, null);
      return { key, signature };
    },
  ],
  [
    "of text type",
    "not-binary",
    /type 0x00/,
    async () => ({
      signature: await signWith(good, { text: new TextDecoder().decode(binary) }, { at: NOW }),
    }),
  ],
  [
    "of two packets",
    "not-one-packet",
    /Something follows/,
    async () => ({ signature: Buffer.concat([signature, signature]) }),
  ],
  [
    "inline",
    "inline",
    /holds what it signs/,
    async () => {
      const message = await createMessage({ binary });
      return { signature: await sign({ message, signingKeys: good, date: new Date(NOW), format: "binary" }) };
    },
  ],
  [
    "cleartext",
    "cleartext",
    /cleartext signature/,
    async () => {
      const message = await createCleartextMessage({ text: new TextDecoder().decode(binary) });
      return { signature: Buffer.from(await sign({ message, signingKeys: good, date: new Date(NOW) })) };
    },
  ],
  [
    "by an expired subkey",
    "expired",
    /key has expired/,
    async () => {
      const key = await craftKey({ subkeys: [{ sign: true, keyExpirationTime: 23 * 3600 }] });
      return { key, signature: await signWith(key, { binary }, { at: MADE + HOUR }) };
    },
  ],
  [
    "by a revoked subkey",
    "revoked",
    /key is revoked/,
    async () => {
      const key = await craftKey();
      const signature = await signWith(key, { binary }, { at: NOW });
      return { key: await revokeSubkey(key, "keySuperseded", NOW - HOUR), signature };
    },
  ],
  [
    "dated in the future",
    "future",
    /in the future by the clock here/,
    async () => ({ signature: await signWith(good, { binary }, { at: NOW + 301_000 }) }),
  ],
  [
    "made for another recipient",
    "wrong-recipient",
    /signed for http:\/\/calendar\.example, but this node is https:\/\/calendar\.example/,
    async () => ({
      signature: await signWith(good, { binary: text("http://calendar.example") }, { at: NOW }),
    }),
  ],
  ["truncated", "truncated", /truncated/, async () => ({ signature: signature.subarray(0, -1) })],
];

it.each(wrong)(
  "a push whose signature is %s is refused: %s",
  against(
    "identity",
    "a push is forged: another key, format, date, recipient",
    "one detached binary packet by a valid subkey of the pinned key, for this node",
  ),
  async (_, fault, reason, craft) => {
    const { key = good, signature } = await craft();
    const { answers, events } = await pushes(key, signature);
    expect(answers).toMatchObject([
      { status: 401, said: { details: { fault }, detail: expect.stringMatching(reason) as unknown } },
    ]);
    expect(events).toBe(0);
  },
);

it(
  "for whom a push was signed is found out once a minute for each sender, as that is much work",
  against(
    "identity",
    "wrong signatures cost much work",
    "the long way is gone once a minute for each sender",
  ),
  async () => {
    const foreign = await signWith(good, { binary: text("http://calendar.example") }, { at: NOW });
    const { answers } = await pushes(good, foreign, foreign, foreign);
    const faults = answers.map(({ said }) => (said as { details: { fault: string } }).details.fault);
    expect(faults).toEqual(["wrong-recipient", "wrong-signature", "wrong-signature"]);
  },
);

it(
  "a stranger's key that is known to be revoked is refused, although its site shows it without that",
  against("identity", "a revoked key is shown without its revocation", "what is known of a key counts, too"),
  async () => {
    const revise = "/discal/revise";
    const key = await craftKey();
    const shown = pinned(key);
    const report = await signWith(key, { binary: text(URL_OF_NODE, revise) }, { at: NOW });
    const revoked = pinned(await revokeSubkey(key, "keyCompromised", NOW - HOUR));
    for (const known of [null, revoked]) {
      let document = "";
      await using node = await keyedNode({
        signer,
        clock: () => NOW,
        send: async ({ url }) => {
          const said = url === `${PEER}/.well-known/discal` ? document : shown.certificate;
          return { status: 200, headers: {}, body: Buffer.from(said), url, movedTo: url };
        },
      });
      document = (await (await node.fetch(new Request(`${URL_OF_NODE}/.well-known/discal`))).text())
        .replaceAll(URL_OF_NODE, PEER)
        .replaceAll(signer.fingerprint, shown.fingerprint);
      if (known !== null) await node.store.keys.learn(known, NOW);
      const answer = await node.fetch(push(report, shown.fingerprint, revise));
      const said = await answer.json();
      if (known === null) expect(said).toMatchObject([{ verdict: "rejected" }]);
      else expect(said).toMatchObject({ status: 401, details: { fault: "revoked" } });
    }
  },
);

it(
  "a push that is replayed is refused: replayed",
  against("identity", "a push is replayed", "a nonce is taken once, until the push has expired"),
  async () => {
    const { answers, events } = await pushes(good, signature, signature);
    expect(answers).toMatchObject([
      { status: 200, said: [{ verdict: "accepted" }] },
      {
        status: 401,
        said: { details: { fault: "replayed" }, detail: expect.stringMatching(/nonce is used/) as unknown },
      },
    ]);
    expect(events).toBe(1);
  },
);

it("no two of the twelve are told alike", () => {
  expect(new Set(["replayed", ...wrong.map(([, fault]) => fault)]).size).toBe(12);
});
