import { describe, expect, it } from "vitest";
import { urlOf } from "../support/cluster.ts";
import { DAY, MINUTE, outgoing, strangers, WISH } from "../support/registering.ts";
import { against } from "../support/threat.ts";

const NEW = "https://new.example";

/** `a`, which `b` has asked to push, is somewhere else from now on; somebody else may have its old address. */
async function move({ b, now }: Awaited<ReturnType<typeof strangers>>): Promise<void> {
  const site = await b.store.registry.byUrl(urlOf("a"));
  const notice = { kind: "moved", uid: null, siteId: site?.id ?? 0, text: "It has moved." } as const;
  await b.store.registry.move(site?.id ?? 0, { url: NEW, createdAt: now(), notice }, now());
}

describe("a request to a site that has moved since", () => {
  it("is looked after and renewed where the site is now", async () => {
    await using cluster = await strangers();
    await cluster.b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    expect(await outgoing(cluster.b)).toMatchObject({ state: "active" });
    await move(cluster);
    // The same node answers at either address.
    const asked: string[] = [];
    cluster.intercept(({ from, request }) => {
      if (from === "b" && request.url.includes("/discal/push-register"))
        asked.push(`${request.method} ${new URL(request.url).origin}`);
      return { ...request, url: request.url.replace(NEW, urlOf("a")) };
    });
    await cluster.advance(6 * DAY);
    expect(asked).toContain(`POST ${NEW}`);
    expect(asked.filter((each) => !each.endsWith(NEW))).toEqual([]);
    expect((await outgoing(cluster.b))?.leaseUntil).toBeGreaterThan(cluster.now() + 4 * DAY);
  });

  it(
    "gives its token to nobody else",
    against(
      "outbound",
      "a peer has left its address, and somebody else has it",
      "a token goes to the origin that it is for",
    ),
    async () => {
      await using cluster = await strangers();
      const { b } = cluster;
      // What it asks is not taken down yet.
      cluster.answer(({ request }, answer) =>
        request.url.includes("/discal/push-register") ? { ...answer, status: 503 } : answer,
      );
      await b.register(urlOf("a"), { ...WISH, proof: "bearer" });
      await move(cluster);
      let told = "";
      cluster.intercept(({ from, request }) => {
        if (from === "b")
          told += `${request.url} ${new TextDecoder().decode(request.body ?? new Uint8Array())}\n`;
        return { ...request, url: request.url.replace(NEW, urlOf("a")) };
      });
      cluster.answer((_, answer) => answer);
      await cluster.advance(DAY);
      expect(told).toContain(`${NEW}/discal/push-register/`);
      expect(told).not.toContain("discal_push_");
      expect(told).not.toContain(`${urlOf("a")}/discal/push-register`);
      expect(await outgoing(b)).toMatchObject({
        state: "expired",
        reason: expect.stringContaining("has moved"),
      });
    },
  );
});
