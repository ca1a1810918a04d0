import { describe, expect, it } from "vitest";
import { signedPost } from "../../src/exchange/pushing/signed-post.ts";
import { type Cluster, createCluster, urlOf } from "../support/cluster.ts";
import { against } from "../support/threat.ts";

const EMPTY = new Uint8Array();

/** Headers by which `from` pushes an empty body to b, or so it says. */
async function signedBy(
  cluster: Cluster,
  from: string,
  path: string,
  to = "b",
  nonce = 7,
): Promise<Readonly<Record<string, string>>> {
  const { self } = cluster.node(from);
  const by = { self, clock: cluster.now, random: (length: number) => new Uint8Array(length).fill(nonce) };
  const key = cluster.node(to).self.signer.fingerprint;
  return (await signedPost(by, { url: `${urlOf("b")}${path}`, key }, EMPTY)).headers;
}

/** What b answers to a POST whose body never ends, and how much of it was asked for. */
async function post(cluster: Cluster, path: string, headers: Readonly<Record<string, string>>) {
  let asked = 0;
  const body = new ReadableStream(
    {
      pull(controller) {
        asked += 1;
        if (asked > 3) controller.close();
        else controller.enqueue(new Uint8Array(10));
      },
    },
    { highWaterMark: 0 },
  );
  const init = { method: "POST", headers, body, duplex: "half" as const };
  const { status } = await cluster.node("b").fetch(new Request(`${urlOf("b")}${path}`, init));
  return { status, asked };
}

describe.each(["/discal/enter-event", "/discal/revise"])("a push to %s", (path) => {
  const enters = path === "/discal/enter-event";

  it.each<[string, (cluster: Cluster) => Promise<Readonly<Record<string, string>>>, number]>([
    ["without a signature", async () => ({ "Content-Type": "text/calendar" }), 401],
    [
      "that announces too large a body",
      async (cluster) => ({ ...(await signedBy(cluster, "a", path)), "Content-Length": "2000000" }),
      413,
    ],
    [
      "of another type",
      async (cluster) => ({ ...(await signedBy(cluster, "a", path)), "Content-Type": "text/html" }),
      415,
    ],
    ["signed for another node", (cluster) => signedBy(cluster, "a", path, "c"), 401],
    [
      "by a peer with another's key",
      async (cluster) => {
        const headers = await signedBy(cluster, "c", path);
        const signature = headers["DisCal-Signature"] ?? "";
        return { ...headers, "DisCal-Signature": signature.replace(urlOf("c"), urlOf("a")) };
      },
      401,
    ],
  ])(
    "%s is refused before any of its body is read",
    against("load", "a stranger sends a body that never ends", "refused by its headers, the body unread"),
    async (_, headers, status) => {
      await using cluster = await createCluster({ push: { a: ["b"], c: [] } });
      expect(await post(cluster, path, await headers(cluster))).toEqual({ status, asked: 0 });
    },
  );

  it("by a site that is not known is refused by its headers, where it may not report", async () => {
    await using cluster = await createCluster({ push: { a: ["b"], c: [] } });
    const { status, asked } = await post(cluster, path, await signedBy(cluster, "c", path));
    // Who reports may be anybody that shows its key.
    expect({ status, asked }).toEqual({ status: 401, asked: enters ? 0 : 4 });
  });

  it("is read once its sender is known, and must be what was signed", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    expect(await post(cluster, path, await signedBy(cluster, "a", path))).toEqual({ status: 401, asked: 4 });
  });
});

it(
  "a token that nobody knows is refused before the body is read",
  against("load", "a stranger sends a body that never ends", "refused by its headers, the body unread"),
  async () => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    const headers = { "Content-Type": "text/calendar", Authorization: `Bearer discal_${"x".repeat(43)}` };
    expect(await post(cluster, "/discal/enter-event", headers)).toEqual({ status: 401, asked: 0 });
    expect(await post(cluster, "/api/v1/events", headers)).toMatchObject({ asked: 0 });
  },
);

it(
  "a body that breaks off is no fault of the node",
  against("load", "a sender goes away in the middle of a body", "answered 400, and no line of the log"),
  async () => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    const body = new ReadableStream({
      pull(controller) {
        controller.error(new Error("aborted"));
      },
    });
    const init = { method: "POST", body, duplex: "half" as const };
    const answer = await cluster.node("b").fetch(new Request(`${urlOf("b")}/discal/v1/objects`, init));
    expect(answer.status).toBe(400);
  },
);

it(
  "where as many bodies come as there may, nobody is even asked who they are",
  against("load", "200 peers push at once", "48 bodies, or 32 MiB, at a time; then 503, unread"),
  async () => {
    const peers = Array.from({ length: 12 }, (_, n) => `p${n}`);
    await using cluster = await createCluster({
      push: Object.fromEntries(peers.map((name) => [name, ["b"]])),
    });
    const path = "/discal/enter-event";
    const arrived = Promise.withResolvers<void>();
    const pushed = peers.flatMap((name) =>
      [1, 2, 3, 4].map(async (nonce) => {
        const signed = await signedBy(cluster, name, path, "b", nonce);
        const headers = { ...signed, "Content-Length": "0" };
        const body = new ReadableStream({
          pull: async (controller) => {
            await arrived.promise;
            controller.close();
          },
        });
        const init = { method: "POST", headers, body, duplex: "half" as const };
        return (await cluster.node("b").fetch(new Request(`${urlOf("b")}${path}`, init))).status;
      }),
    );
    const unsigned = { "Content-Type": "text/calendar" };
    await expect.poll(async () => (await post(cluster, path, unsigned)).status).toBe(503);
    expect(await post(cluster, "/discal/revise", unsigned)).toEqual({ status: 503, asked: 0 });
    arrived.resolve();
    expect(new Set(await Promise.all(pushed))).toEqual(new Set([200]));
    expect(await post(cluster, path, unsigned)).toEqual({ status: 401, asked: 0 });
  },
);
