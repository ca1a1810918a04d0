import { bucketOf, fingerprintsOf } from "./buckets.ts";
import { enterEvent } from "./door.ts";
import type { Version } from "./merge.ts";
import { type Answer, type Asked, json, type MockNode, problem } from "./node.ts";
import { sentObject } from "./object.ts";
import { answerCallback, receiveRequest, statusOf, withdraw } from "./registration.ts";

/** Answers as a well-behaved node does; null where nothing is. */
export async function answer(node: MockNode, asked: Asked): Promise<Answer | null> {
  if (node.hasLeft) return null;
  const { pathname, searchParams } = new URL(asked.target, node.origin);
  const [, rest = ""] = /^\/discal\/(?:v1\/)?[a-z-]+\/([^/]+)$/.exec(pathname) ?? [];
  switch (`${asked.method} ${rest === "" ? pathname : pathname.slice(0, -rest.length)}`) {
    case "GET /.well-known/discal":
      return json(200, siteDocument(node));
    case "GET /discal/v1/keys/":
      return keyOf(node, rest);
    case "POST /discal/enter-event":
    case "POST /discal/revise":
      return enterEvent(node, asked);
    case "GET /discal/enter-event":
      return answerCallback(node, searchParams);
    case "POST /discal/push-register":
      return receiveRequest(node, asked.body.toString());
    case "GET /discal/push-register/":
      return statusOf(node, rest);
    case "DELETE /discal/push-register/":
      return withdraw(node, rest);
    case "POST /discal/v1/objects":
      return objects(node, asked);
    case "GET /discal/v1/changes":
      return changes(node, searchParams);
    case "GET /discal/v1/digest":
      return digest(node);
    case "GET /discal/v1/digest/":
      return bucket(node, Number(rest));
    default:
      return null;
  }
}

/** What `GET /.well-known/discal` says. */
export function siteDocument({ origin, key, epoch, moves }: MockNode): object {
  const at = (path: string) => `${origin}${path}`;
  return {
    url: origin,
    name: "Mock peer",
    protocols: ["discal/1"],
    fingerprint: key.fingerprint,
    keyUrl: at(`/discal/v1/keys/${key.fingerprint}`),
    endpoints: {
      feed: at("/feed.ics"),
      events: at("/events.json"),
      enterEvent: at("/discal/enter-event"),
      objects: at("/discal/v1/objects"),
      keys: at("/discal/v1/keys"),
      revise: at("/discal/revise"),
      pushRegister: at("/discal/push-register"),
      changes: at("/discal/v1/changes"),
      digest: at("/discal/v1/digest"),
    },
    limits: { bodyBytes: 1_048_576, objectBytes: 65_536, objects: 50 },
    authority: "open",
    moves,
    epoch,
  };
}

function keyOf({ certificates }: MockNode, fingerprint: string): Answer {
  const certificate = certificates.get(fingerprint);
  if (certificate === undefined) return problem(404, "not-found");
  return { status: 200, headers: { "content-type": "application/pgp-keys" }, body: certificate };
}

function objects({ commons }: MockNode, { body }: Asked): Answer {
  const { digests } = JSON.parse(body.toString()) as { digests: readonly string[] };
  const found = digests.flatMap((c1) => commons.find(c1) ?? []);
  const text = found.map((held) => sentObject(held, held.version.hop)).join("");
  return { status: 200, headers: { "content-type": "text/calendar; charset=utf-8" }, body: text };
}

function changes({ commons, epoch, newKeys }: MockNode, query: URLSearchParams): Answer {
  const since = Number(query.get("since") ?? 0);
  const meant = query.get("epoch") ?? epoch;
  if (meant !== epoch || since > head({ commons, newKeys }))
    return problem(409, "resync", { resync: true, details: { epoch } });
  const { entries, next, more } = commons.changesAfter(since, Number(query.get("limit") ?? 1000));
  const keys = newKeys.filter(({ seq }) => seq > since);
  const items = entries.map(({ seq, uid, versions }) => ({ seq, uid, versions: versions.map(mark) }));
  return json(200, { epoch, next: Math.max(next, ...keys.map(({ seq }) => seq)), more, items, keys });
}

function head({ commons, newKeys }: Pick<MockNode, "commons" | "newKeys">): number {
  return Math.max(commons.head(), ...newKeys.map(({ seq }) => seq));
}

function digest(node: MockNode): Answer {
  const { commons, epoch } = node;
  return json(200, {
    epoch,
    next: head(node),
    buckets: 4096,
    fingerprints: fingerprintsOf(commons.standing()),
  });
}

function bucket({ commons, epoch }: MockNode, number: number): Answer {
  const here = commons.standing().filter(({ uid }) => bucketOf(uid) === number);
  const items = [...Map.groupBy(here, ({ uid }) => uid)].map(([uid, all]) => ({
    uid,
    versions: all.map(mark),
  }));
  return json(200, { epoch, bucket: number, items });
}

export function mark({
  class: versionClass,
  revision,
  digest,
  c1,
  hop,
  cancelled,
  deleted,
  body,
}: Version): object {
  return { class: versionClass, revision, digest, c1, hop, cancelled, deleted, body };
}
