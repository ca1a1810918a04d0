import { describe, expect, it } from "vitest";
import { roomFor } from "../../../src/exchange/room.ts";
import { against } from "../../support/threat.ts";

const BOUNDS = { octets: 1000, octetsOfOne: 400, most: 3, ofOneSender: 2 };

/** A body that comes when it is let. */
function body(announced: number | null) {
  const { promise, resolve } = Promise.withResolvers<Uint8Array>();
  let asked = false;
  const read = () => {
    asked = true;
    return promise;
  };
  return { incoming: { announced, read }, come: () => resolve(new Uint8Array(1)), wasAsked: () => asked };
}

const take = async () => "taken";

describe("room for what is pushed", () => {
  it(
    "is refused before a body is read, where bodies of others fill it",
    against(
      "load",
      "many peers push large bodies at once",
      "48 bodies, or 32 MiB, at a time; then 503, unread",
    ),
    async () => {
      const { enter: inRoom } = roomFor(BOUNDS);
      const [first, second, third] = [body(400), body(null), body(201)];
      const held = [inRoom("a", first.incoming, take), inRoom("b", second.incoming, take)];
      await expect(inRoom("c", third.incoming, take)).rejects.toMatchObject({
        problem: "unavailable",
        details: { seconds: 5 },
      });
      expect(third.wasAsked()).toBe(false);
      for (const one of [first, second, third]) one.come();
      expect(await Promise.all(held)).toEqual(["taken", "taken"]);
      expect(await inRoom("c", third.incoming, take)).toBe("taken");
    },
  );

  it(
    "is not for one sender alone",
    against("load", "one peer sends many bodies that never end", "four bodies of one sender, then 429"),
    async () => {
      const { enter: inRoom } = roomFor(BOUNDS);
      const bodies = [body(1), body(1), body(1)];
      const held = bodies.slice(0, 2).map(({ incoming }) => inRoom("a", incoming, take));
      const [, , third] = bodies;
      if (third === undefined) throw new Error("there are three");
      await expect(inRoom("a", third.incoming, take)).rejects.toMatchObject({ problem: "too-many" });
      for (const one of bodies) one.come();
      expect(await inRoom("b", third.incoming, take)).toBe("taken");
      await Promise.all(held);
      expect(await inRoom("a", third.incoming, take)).toBe("taken");
    },
  );

  it("is left also by what fails, and who says that little comes and brings much is not let take more", async () => {
    const { enter: inRoom } = roomFor(BOUNDS);
    for (let n = 0; n < 9; n += 1) {
      const read = async () => {
        throw new Error("cut off");
      };
      await expect(inRoom("a", { announced: 400, read }, take)).rejects.toThrow("cut off");
    }
    const { incoming, come } = body(null);
    come();
    expect(await inRoom("a", incoming, take)).toBe("taken");
  });

  it("lets what one sender has sent be taken one after the other, with other work in between", async () => {
    const { enter: inRoom } = roomFor(BOUNDS);
    const order: string[] = [];
    const [first, second] = [body(1), body(1)];
    const taking = [first, second].map(({ incoming }, n) =>
      inRoom("a", incoming, async () => {
        order.push(`begins ${n}`);
        await Promise.resolve();
        order.push(`ends ${n}`);
      }),
    );
    first.come();
    second.come();
    setImmediate(() => order.push("a page"));
    await Promise.all(taking);
    expect(order.indexOf("ends 0")).toBeLessThan(order.indexOf("begins 1"));
    expect(order.indexOf("a page")).toBeLessThan(order.indexOf("begins 1"));
  });

  it(
    "is refused before anybody finds out who comes, where as many as there may be wait already",
    against("load", "200 peers push at once", "48 bodies, or 32 MiB, at a time; then 503, unread"),
    async () => {
      const { require, enter } = roomFor(BOUNDS);
      const bodies = [body(1), body(1), body(1)];
      const held = bodies.map(({ incoming }, n) => enter(String(n), incoming, take));
      expect(() => require()).toThrow(expect.objectContaining({ problem: "unavailable" }));
      for (const one of bodies) one.come();
      await Promise.all(held);
      expect(() => require()).not.toThrow();
    },
  );
});
