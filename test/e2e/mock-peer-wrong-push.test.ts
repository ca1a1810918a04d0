import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createKey, type NodeKey } from "../support/mock-peer/keys.ts";
import type { Wrongly } from "../support/mock-peer/outgoing.ts";
import { eventOf, type Mock, mockWorld, type MockWorld, pushTo } from "../support/mock-world.ts";

let world: MockWorld;
let mock: Mock;
let other: NodeKey;

beforeAll(async () => {
  world = await mockWorld({ lines: ["brake: 5"], pushedTo: 0, silent: 3 });
  mock = world.peer();
  other = await createKey("other");
  await pushTo(mock, eventOf(mock, { id: "stays", title: "Stays" }));
});

afterAll(() => world[Symbol.asyncDispose]());

afterEach(async () => {
  world.checkLog();
  const titles = await world.titles();
  if (titles.join() !== "Stays") throw new Error(`these events are shown: ${titles.join()}`);
});

const now = () => Math.floor(Date.now() / 1000);

describe("a push that is signed wrongly is refused by its own name, and none of it is taken", () => {
  it.each<readonly [string, number, string, () => Wrongly]>([
    [
      "by another key under the right fingerprint",
      401,
      "unknown-key",
      () => ({ key: { ...other, fingerprint: mock.key.fingerprint } }),
    ],
    ["by another key under its own fingerprint", 401, "unknown-key", () => ({ key: other })],
    ["by the primary", 401, "by-primary", () => ({ by: "primary" })],
    ["as text", 401, "not-binary", () => ({ text: true })],
    ["twice", 401, "not-one-packet", () => ({ packet: (one) => Buffer.concat([one, one]) })],
    ["cut off", 401, "truncated", () => ({ packet: (one) => one.subarray(0, -4) })],
    [
      "with a marker packet before it",
      401,
      "not-one-packet",
      () => ({ packet: (one) => Buffer.concat([Buffer.from("ca03504750", "hex"), one]) }),
    ],
    ["armored", 401, "malformed", () => ({ packet: () => Buffer.from("-----BEGIN PGP SIGNATURE-----") })],
    ["not at all", 401, "unsigned", () => ({ headers: { "discal-signature": "" } })],
    ["over another target", 401, "wrong-signature", () => ({ said: { target: "/discal/enter-event?x" } })],
    ["for another recipient", 401, "wrong-signature", () => ({ said: { recipient: "https://c.example" } })],
    [
      "in the name of another, by an unknown key",
      401,
      "unknown-sender",
      () => ({ key: other, said: { sender: "https://nobody.example" } }),
    ],
    [
      "in the name of another, as if it had moved",
      503,
      "not-moved",
      () => ({ said: { sender: "http://127.0.0.1:9" } }),
    ],
    ["for too long", 401, "window-too-long", () => ({ said: { expires: now() + 3000 } })],
    ["long ago", 401, "past", () => ({ said: { created: now() - 600, expires: now() - 300 } })],
    ["far ahead", 401, "not-yet", () => ({ said: { created: now() + 400, expires: now() + 600 } })],
    ["as another type", 415, "wrong-type", () => ({ said: { contentType: "application/json" } })],
    [
      "over another body",
      401,
      "wrong-digest",
      () => ({ body: Buffer.from(eventOf(mock, { title: "Swapped" })) }),
    ],
    ["with another digest", 401, "wrong-digest", () => ({ headers: { "content-digest": "sha-256=:AAAA:" } })],
    [
      "gzipped on the way",
      401,
      "wrong-digest",
      () => ({ body: gzipSync(eventOf(mock)), headers: { "content-encoding": "gzip" } }),
    ],
  ])("%s", async (_, status, fault, wrongly) => {
    expect(await pushTo(mock, eventOf(mock, { title: "Forged" }), wrongly())).toMatchObject({
      status,
      fault,
    });
  });

  it("replayed", async () => {
    const said = { nonce: "the-same-nonce-twice", created: now(), expires: now() + 200 };
    const event = eventOf(mock, { id: "stays", title: "Stays" });
    expect((await pushTo(mock, event, { said })).status).toBe(200);
    expect(await pushTo(mock, event, { said })).toMatchObject({ status: 401, fault: "replayed" });
  });
});

describe("of a push that is signed rightly", () => {
  it("too many bytes are refused whole", async () => {
    const much = eventOf(mock, { title: "x".repeat(1_048_577) });
    expect(await pushTo(mock, much)).toMatchObject({ status: 413 });
  });

  it("51 calendars are refused whole", async () => {
    const many = Array.from({ length: 51 }, (_, n) => eventOf(mock, { id: `many ${n}`, title: "Many" })).join(
      "",
    );
    expect(await pushTo(mock, many)).toMatchObject({ status: 413 });
  });

  it("what is no calendar is refused whole", async () => {
    expect(await pushTo(mock, "<html>")).toMatchObject({ status: 400 });
  });

  it.each(["", "+3", "03", "1e9", "-1", "2147483648", " 4", "4.0", "0x4", "9007199254740992"])(
    "an object is rejected whose X-REVISION is %j, and its neighbours are answered in their places",
    async (number) => {
      const wrong = eventOf(mock, { id: "wrong" }).replace("X-REVISION:1", `X-REVISION:${number}`);
      const right = eventOf(mock, { id: "stays", title: "Stays" });
      const { status, results } = await pushTo(mock, `${right}${wrong}${right}`);
      expect(status).toBe(200);
      expect(results.map(({ verdict }) => verdict)).toEqual(["duplicate", "rejected", "duplicate"]);
      expect(results[1]?.reason).toMatch(/X-REVISION/);
    },
  );

  it.each([
    [
      "two UIDs",
      (text: string) =>
        text.replace(
          "END:VCALENDAR",
          "BEGIN:VEVENT\r\nUID:other\r\nDTSTART:20310101\r\nEND:VEVENT\r\nEND:VCALENDAR",
        ),
    ],
    ["CLASS:PRIVATE", (text: string) => text.replace("END:VEVENT", "CLASS:PRIVATE\r\nEND:VEVENT")],
    ["a control character", (text: string) => text.replace("Songs", "So\u0007ngs")],
    ["a lone CR", (text: string) => text.replace("Songs", "So\rngs")],
    [
      "over 65,536 octets",
      (text: string) => text.replace("END:VEVENT", `COMMENT:${"x".repeat(65_536)}\r\nEND:VEVENT`),
    ],
    [
      "over 512 components",
      (text: string) =>
        text.replace("END:VEVENT", `${"BEGIN:VALARM\r\nEND:VALARM\r\n".repeat(513)}END:VEVENT`),
    ],
    [
      "9 levels",
      (text: string) =>
        text.replace("END:VEVENT", `${"BEGIN:X-A\r\n".repeat(9)}${"END:X-A\r\n".repeat(9)}END:VEVENT`),
    ],
    ["no end", (text: string) => text.replace("END:VEVENT\r\n", "")],
    [
      "a revise URL without TLS",
      (text: string) => text.replace(/X-REVISE-URL:.*/, "X-REVISE-URL:http://192.0.2.1/"),
    ],
    [
      "a signature that is none, with a UID that names a key",
      (text: string) =>
        text
          .replace(/UID:.*/, `UID:01KKVA7QHRJ4NWBEBJ1GVRGZ5M.${mock.key.fingerprint}@a.example`)
          .replace("END:VCALENDAR", "X-DISCAL-SIG:AAAA\r\nEND:VCALENDAR"),
    ],
  ])("an object with %s is rejected, with a reason", async (_, wrong) => {
    const { status, results } = await pushTo(mock, wrong(eventOf(mock, { id: "wrong" })));
    expect([status, results[0]?.verdict]).toEqual([200, "rejected"]);
    expect(results[0]?.reason).toMatch(/\w+/);
  });

  it("a hop below 2 is not believed of who is not the origin, and 2147483647 is taken but goes no further", async () => {
    const liar = world.peer();
    const id = "hop@elsewhere.example";
    const foreign = eventOf(liar, { id, title: "Stays" }).replace(
      /X-REVISE-URL:.*/,
      "X-REVISE-URL:https://elsewhere.example/r",
    );
    for (const hop of [2_147_483_647, 0]) {
      const { results } = await pushTo(liar, foreign.replace("X-HOP:1", `X-HOP:${hop}`));
      expect(results[0]?.verdict).toMatch(/accepted|duplicate/);
    }
    const { items } = (await (await fetch(`${world.url}/discal/v1/changes`)).json()) as {
      items: { uid: string; versions: { hop: number }[] }[];
    };
    expect(items.find(({ uid }) => uid === id)?.versions[0]?.hop).toBe(2);
    await pushTo(
      liar,
      foreign
        .replace("X-REVISION:1", "X-REVISION:2")
        .replace("END:VEVENT", "STATUS:CANCELLED\r\nX-DELETED:TRUE\r\nEND:VEVENT"),
    );
  });

  it("more cancellations than a day may bring stop the peer, and none of them is taken", async () => {
    const eraser = world.peer();
    const events = Array.from({ length: 6 }, (_, n) => eventOf(eraser, { id: `${n}`, title: `Erased ${n}` }));
    await pushTo(eraser, events.join(""));
    const erase = (text: string) =>
      text.replace("X-REVISION:1", "X-REVISION:2").replace("END:VEVENT", "STATUS:CANCELLED\r\nEND:VEVENT");
    const stopped = await pushTo(eraser, events.map(erase).join(""));
    expect(stopped).toMatchObject({ status: 429, fault: "suspended" });
    expect(Number(stopped.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await world.titles()).filter((title) => title.startsWith("Erased"))).toHaveLength(6);
    await world.cli("sites", "resume", eraser.origin);
    const gone = events.map((text) =>
      erase(text)
        .replace("X-REVISION:2", "X-REVISION:3")
        .replace("END:VEVENT", "X-DELETED:TRUE\r\nEND:VEVENT"),
    );
    for (const half of [gone.slice(0, 3), gone.slice(3)]) await pushTo(eraser, half.join(""));
  });
});
