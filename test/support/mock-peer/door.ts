import { calendarsIn } from "./content-lines.ts";
import { isOrigin, takenHop } from "./grammar.ts";
import { isSignedBy } from "./keys.ts";
import { type Answer, type Asked, json, type MockNode, problem } from "./node.ts";
import { readObject } from "./object.ts";
import { contentDigest, pushText, readSignatureHeader } from "./texts.ts";

/** `POST enter-event`: checks who pushes, then takes what was pushed. */
export async function enterEvent(node: MockNode, asked: Asked): Promise<Answer> {
  const sender = bearer(node, asked) ?? (await signer(node, asked));
  if (typeof sender !== "string") return sender;
  return json(200, await takeAll(node, sender, asked.body.toString()));
}

function bearer(node: MockNode, { headers }: Asked): string | null {
  return node.tokens.get(String(headers["authorization"] ?? "").replace(/^Bearer /, "")) ?? null;
}

/** The origin whose pinned key has signed exactly this, for exactly this node. */
async function signer(node: MockNode, asked: Asked): Promise<string | Answer> {
  const { method, target, headers, body } = asked;
  const header = headers["discal-signature"];
  if (typeof header !== "string") return problem(401, "unsigned");
  const { site, fpr, created, expires, nonce, sig } = readSignatureHeader(header);
  const now = Date.now() / 1000;
  if (Number(expires) - Number(created) > 300 || now >= Number(expires)) return problem(401, "past");
  if (headers["content-digest"] !== contentDigest(body)) return problem(401, "wrong-digest");
  const sender = node.known.get(site);
  if (sender === undefined) return problem(401, "unknown-sender");
  if (sender.fingerprint !== fpr) return problem(401, "unknown-key");
  const text = pushText({
    method,
    target,
    sender: site,
    recipient: node.origin,
    recipientKey: node.key.fingerprint,
    created: Number(created),
    expires: Number(expires),
    nonce,
    contentType: String(headers["content-type"]),
    body,
  });
  const { certificate } = sender;
  if (!(await isSignedBy(certificate, Buffer.from(text), Buffer.from(sig, "base64"))))
    return problem(401, "wrong-signature");
  if (node.nonces.has(nonce)) return problem(401, "replayed");
  node.nonces.add(nonce);
  return site;
}

async function takeAll(node: MockNode, sender: string, body: string): Promise<readonly object[]> {
  const results: object[] = [];
  for (const text of calendarsIn(body)) {
    const read = await readObject(text, (fingerprint) => node.certificates.get(fingerprint) ?? null);
    if ("refused" in read) {
      results.push({ uid: read.uid, revision: null, verdict: read.refused, reason: read.reason });
      continue;
    }
    const hop = takenHop(read.version.hop, isOrigin(sender, read.version));
    const verdict = node.commons.take({ ...read, version: { ...read.version, hop } });
    const { uid, revision } = read.version;
    results.push({ uid, revision, verdict, reason: "the mock says so" });
  }
  return results;
}
