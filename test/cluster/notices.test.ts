import { describe, expect, it } from "vitest";
import type { Mail } from "../../src/net/mail.ts";
import { createCluster, type Plan } from "../support/cluster.ts";
import { against } from "../support/threat.ts";

const MINUTE = 60_000;
const HOOK = "https://chat.example/hooks/secret-of-the-board";
const MAIL = { server: "smtp://mail.example", from: "calendar@example.org", to: ["editors@example.org"] };

const NEWS = [
  { kind: "key", uid: null, siteId: null, text: "The key of b was revoked." },
  { kind: "conflict", uid: "1/a@x.example", siteId: null, text: "Several versions stand." },
] as const;

/** A node that tells by web hook and mail, and what it told. */
async function telling(plan: Partial<Plan> = {}) {
  const mails: Mail[] = [];
  const notify = { webHook: HOOK, mail: MAIL };
  const cluster = await createCluster({
    push: { a: [] },
    settings: { a: { notify } },
    sendMail: async (mail) => void mails.push(mail),
    ...plan,
  });
  const hooks: { readonly text: string; readonly notices: readonly object[] }[] = [];
  cluster.intercept(({ request }) => {
    if (request.url === HOOK) hooks.push(JSON.parse(new TextDecoder().decode(request.body ?? undefined)));
    return request;
  });
  cluster.serveFeed(HOOK, "ok");
  return { cluster, node: cluster.node("a"), mails, hooks };
}

describe("what waits for a person", () => {
  it("is posted to the web hook at once, in words for a chat and in parts for programs", async () => {
    const { cluster, node, hooks } = await telling();
    await using _ = cluster;
    await node.store.notices.add(NEWS, cluster.now());
    await cluster.advance(MINUTE);
    expect(hooks).toEqual([
      {
        node: "https://a.node.example",
        name: "a",
        text: "a: 2 things to look at\nThe key of b was revoked.\nSeveral versions stand.",
        notices: [
          {
            id: 1,
            created_at: "2026-03-16T12:00:00Z",
            kind: "key",
            uid: null,
            text: NEWS[0].text,
            url: null,
          },
          {
            id: 2,
            created_at: "2026-03-16T12:00:00Z",
            kind: "conflict",
            uid: "1/a@x.example",
            text: NEWS[1].text,
            url: "https://a.node.example/events/1~2Fa@x.example",
          },
        ],
        more: 0,
      },
    ]);
    await cluster.advance(60 * MINUTE);
    expect(hooks).toHaveLength(1);
  });

  it("is gathered for five minutes into one mail", async () => {
    const { cluster, node, mails } = await telling();
    await using _ = cluster;
    await node.store.notices.add([NEWS[0]], cluster.now());
    await cluster.advance(4 * MINUTE);
    await node.store.notices.add([NEWS[1]], cluster.now());
    await node.tick();
    expect(mails).toEqual([]);
    await cluster.advance(2 * MINUTE);
    expect(mails).toMatchObject([{ from: MAIL.from, to: MAIL.to, subject: "a: 2 things to look at" }]);
    expect(mails[0]?.text).toMatch(
      /^2026-03-16 05:00\n.* was revoked[^]*versions stand\.\nhttps:\/\/a\.node\.example\/events\//,
    );
    await cluster.advance(60 * MINUTE);
    expect(mails).toHaveLength(1);
  });

  it("is not mailed any more once somebody has seen it, or it was settled", async () => {
    const { cluster, node, mails } = await telling();
    await using _ = cluster;
    await node.store.notices.add(NEWS, cluster.now());
    await cluster.advance(MINUTE);
    await node.store.notices.seen(1, cluster.now());
    await cluster.advance(10 * MINUTE);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.subject).toBe("a: one thing to look at");
    expect(mails[0]?.text).not.toContain("was revoked");
    await node.store.notices.add([NEWS[0]], cluster.now());
    await cluster.advance(MINUTE);
    await node.store.notices.seen(3, cluster.now());
    await cluster.advance(10 * MINUTE);
    expect(mails).toHaveLength(1);
    expect(await node.store.errands.list("mail")).toEqual([]);
  });

  it("comes in one message, however much there is", async () => {
    const { cluster, node, mails, hooks } = await telling();
    await using _ = cluster;
    await node.store.notices.add(
      Array.from({ length: 230 }, (__, n) => ({ ...NEWS[0], text: `Notice ${n}` })),
      cluster.now(),
    );
    await cluster.advance(10 * MINUTE);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.subject).toBe("a: 230 things to look at");
    expect(mails[0]?.text).toContain("And 180 more.");
    expect(hooks).toMatchObject([{ more: 180 }]);
    expect(hooks[0]?.notices).toHaveLength(50);
  });

  it(
    "is told again until the web hook answers, whose address stays secret",
    against("privacy", "the address of a web hook is a secret", "messages name its host only"),
    async () => {
      const { cluster, node, hooks } = await telling();
      await using _ = cluster;
      cluster.answer(({ request }, response) =>
        request.url === HOOK ? { ...response, status: 500 } : response,
      );
      await node.store.notices.add(NEWS, cluster.now());
      await cluster.advance(MINUTE);
      expect(hooks.length).toBeGreaterThan(1);
      const [errand] = await node.store.errands.list("web-hook");
      expect(errand?.lastError).toBe("chat.example answered 500 to the web hook.");
      cluster.answer((_sent, response) => response);
      await cluster.advance(10 * MINUTE);
      expect(await node.store.errands.list("web-hook")).toEqual([]);
    },
  );
});
