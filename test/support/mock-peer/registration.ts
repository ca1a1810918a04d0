import { hash, randomBytes } from "node:crypto";
import { type Answer, json, type Known, type MockNode, problem } from "./node.ts";

/** As B: asks a node to push to this one (PROTOCOL.md, section 7). Gives the id of the request. */
export async function ask(node: MockNode, publisher: Known, more: object = {}): Promise<string> {
  const id = randomBytes(16).toString("base64url");
  const body = JSON.stringify({
    protocol: "discal/1",
    registration: id,
    publisher: publisher.origin,
    site: node.origin,
    callback: `${node.origin}/discal/enter-event`,
    lease: 86_400,
    filter: null,
    bearer: null,
    mutual: false,
    ...more,
  });
  node.asking.set(id, { id, body, lease: 86_400, state: "requested" });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(publisher.endpoints["pushRegister"] ?? "", { method: "POST", headers, body });
  if (answer.status !== 202) throw new Error(`the request was answered ${answer.status}`);
  return id;
}

/** As B: did this node ask for exactly this? */
export function answerCallback({ asking }: MockNode, query: URLSearchParams): Answer {
  const asked = asking.get(query.get("registration") ?? "");
  const isSame = asked !== undefined && query.get("request") === hash("sha256", asked.body);
  if (!isSame || Number(query.get("lease")) > asked.lease) return problem(404, "not-found");
  if (asked.state === "gone") return problem(410, "gone");
  return { status: 200, headers: { "content-type": "text/plain" }, body: query.get("challenge") ?? "" };
}

/** As A: takes a request down; `verify` then asks for it. */
export function receiveRequest({ askedBy }: MockNode, body: string): Answer {
  const { registration: id, lease } = JSON.parse(body) as { registration: string; lease: number };
  askedBy.set(id, { id, body, lease, state: "requested" });
  return json(202, {});
}

/** As A: does the site mean the request? */
export async function verify({ askedBy }: MockNode, id: string): Promise<boolean> {
  const asked = askedBy.get(id);
  if (asked === undefined) return false;
  const { callback } = JSON.parse(asked.body) as { callback: string };
  const challenge = randomBytes(16).toString("base64url");
  const request = hash("sha256", asked.body);
  const query = new URLSearchParams({ registration: id, request, challenge, lease: String(asked.lease) });
  const answer = await fetch(`${callback}?${query.toString()}`);
  const confirmed = answer.status === 200 && (await answer.text()) === challenge;
  if (confirmed) asked.state = "active";
  return confirmed;
}

export function statusOf({ askedBy }: MockNode, id: string): Answer {
  const asked = askedBy.get(id);
  if (asked?.state !== "active") return problem(404, "not-found");
  const leaseUntil = new Date(Date.now() + asked.lease * 1000).toISOString();
  return json(200, { registration: id, state: "active", lease: asked.lease, leaseUntil, reason: "" });
}

export function withdraw({ askedBy }: MockNode, id: string): Answer {
  askedBy.delete(id);
  return { status: 204 };
}
