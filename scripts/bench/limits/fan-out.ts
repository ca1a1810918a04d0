// What it costs at least to push: a text for each recipient, signed by openpgp.js, and the request by a pool of undici.
import { hash, randomBytes } from "node:crypto";
import { createMessage, type PrivateKey, readPrivateKey, sign } from "openpgp";
import { Agent } from "undici";
import { generateKeys } from "../../../src/wire/openpgp-keys.ts";
import { answer } from "../limit.ts";

const SITE = "http://127.0.0.1:9";
const PATH = "/discal/enter-event";
/** Of the numbers that were tried, the one with which it is fastest. */
const IN_FLIGHT = 64;
const pool = new Agent({ connections: 4, keepAliveTimeout: 60_000 });
let key: PrivateKey | null = null;

interface Push {
  readonly to: string;
  readonly body: Uint8Array;
  readonly digest: string;
}

const tasks = {
  /** Sends each of the bodies to each peer, all signed for their recipients; resolves when all are answered. */
  async send(to: {
    readonly bodies: readonly Uint8Array[];
    readonly urls: readonly string[];
    readonly fingerprint: string;
  }): Promise<void> {
    key ??= await ownKey();
    const signingKey = key;
    const bodies = to.bodies.map((body) => ({ body, digest: `sha-256=:${hash("sha256", body, "base64")}:` }));
    const pushes = bodies.flatMap(({ body, digest }) =>
      to.urls.map((url): Push => ({ to: url, body, digest })),
    );
    const all = pushes.values();
    const carry = async (): Promise<void> => {
      for (const push of all) await post(push, to.fingerprint, signingKey);
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, carry));
  },
};
export type FanOutLimit = typeof tasks;
answer(tasks);

async function post({ to, body, digest }: Push, recipientKey: string, key: PrivateKey): Promise<void> {
  const created = Math.floor(Date.now() / 1000);
  const expires = created + 300;
  const nonce = randomBytes(16).toString("hex");
  const text = `DisCal-Push/1\nmethod: POST\ntarget: ${PATH}\nsender: ${SITE}\nrecipient: ${to}\nrecipient-key: ${recipientKey}\ncreated: ${created}\nexpires: ${expires}\nnonce: ${nonce}\ncontent-type: text/calendar\ncontent-digest: ${digest}\n`;
  const message = await createMessage({ binary: Buffer.from(text) });
  const config = { nonDeterministicSignaturesViaNotation: false };
  const packet = await sign({ message, signingKeys: key, detached: true, format: "binary", config });
  const sig = Buffer.from(packet).toString("base64");
  const headers = {
    "content-type": "text/calendar; charset=utf-8",
    "content-digest": digest,
    "discal-signature": `v=1; site="${SITE}"; fpr=${key.getFingerprint().toUpperCase()}; created=${created}; expires=${expires}; nonce=${nonce}; sig=:${sig}:`,
  };
  const answered = await pool.request({ origin: to, path: PATH, method: "POST", headers, body });
  await answered.body.dump();
  if (answered.statusCode !== 200) throw new Error(`${to} answered ${answered.statusCode}`);
}

async function ownKey(): Promise<PrivateKey> {
  const keys = await generateKeys({ name: "Limit", url: SITE, now: Date.now() - 60_000 });
  return readPrivateKey({ armoredKey: keys.signing });
}
