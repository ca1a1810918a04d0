import { expect, it } from "vitest";
import { DomainError } from "../../../../src/core/model/domain-error.ts";
import { rememberUnstored } from "../../../../src/serve/api/unstored-replies.ts";
import { answerOnce } from "../../../../src/serve/api/idempotency.ts";
import { openWorld } from "./world.ts";
import { against } from "../../../support/threat.ts";

const DRAFT = { title: "Evening of songs", start: "2026-05-01T19:30" };
const headers = { "Idempotency-Key": '"8e03978e-40d5-43dd-bc93-6894a57f9324"' };

it("answers a repeated write as it did the first time, and writes once", async () => {
  await using world = await openWorld();
  const first = await world.ask("POST", "/events", { as: "editor", json: DRAFT, headers });
  const second = await world.ask("POST", "/events", { as: "editor", json: DRAFT, headers });
  expect([second.status, second.text]).toEqual([201, first.text]);
  expect(second.headers.get("ETag")).toBe('"0"');
  expect([first, second].map((answer) => answer.headers.get("Idempotency-Replayed"))).toEqual([null, "true"]);
  expect((await world.ask("GET", "/events")).body.items).toHaveLength(1);
  const other = await world.ask("POST", "/events", {
    as: "editor",
    json: { ...DRAFT, title: "Other" },
    headers,
  });
  expect(other.status).toBe(422);
});

it(
  "keeps the keys of each token apart",
  against(
    "identity",
    "somebody repeats another's write by its key",
    "idempotency keys belong to their token",
  ),
  async () => {
    await using world = await openWorld();
    await world.ask("POST", "/events", { as: "editor", json: DRAFT, headers });
    const other = await world.ask("POST", "/events", {
      as: "admin",
      json: { ...DRAFT, title: "Other" },
      headers,
    });
    expect([other.status, other.headers.get("Idempotency-Replayed")]).toEqual([201, null]);
  },
);

it("repeats a refusal, too, but lets be tried again what failed for the time being", async () => {
  await using world = await openWorld();
  const url = "https://club.example/feed.ics";
  const preview = () => world.ask("POST", "/sites/preview", { as: "admin", json: { url }, headers });
  expect((await preview()).status).toBe(502);
  world.cluster.serveFeed(url, "no calendar");
  const refused = await preview();
  expect([refused.status, refused.headers.get("Idempotency-Replayed")]).toEqual([400, null]);
  expect((await preview()).headers.get("Idempotency-Replayed")).toBe("true");
});

it("tells whoever repeats a request that is under way to wait", async () => {
  await using world = await openWorld();
  const { replies } = world.node.store;
  const { promise, resolve } = Promise.withResolvers<void>();
  const write = () => ({
    key: "k",
    token: { id: 1 },
    request: new Request("https://a.example/api/v1/events", { method: "POST" }),
    body: new Uint8Array(),
    now: 0,
  });
  const first = answerOnce(replies, write(), async () => {
    await promise;
    return { answer: Response.json({}), kept: null };
  });
  const second = await answerOnce(replies, write(), () => Promise.reject(new Error("twice")));
  expect([second.status, second.headers.get("Retry-After")]).toEqual([409, "1"]);
  resolve();
  expect((await first).status).toBe(200);
});

it(
  "tells what came of a write whose answer cannot be stored, and tells it again once there is room",
  against(
    "disk",
    "the disk is full just after a write over the API",
    "the answer is that of the write, and its repetition writes nothing",
  ),
  async () => {
    await using world = await openWorld();
    const { replies } = world.node.store;
    let isFull = true;
    const full = <T>(work: () => Promise<T>): Promise<T> =>
      isFull ? Promise.reject(new DomainError("unavailable", "full", { code: "SQLITE_FULL" })) : work();
    const remembering = rememberUnstored({
      ...replies,
      finish: (key, reply) => full(() => replies.finish(key, reply)),
      forget: (key) => full(() => replies.forget(key)),
    });
    let written = 0;
    const ask = (key: string, status: number) => {
      const request = new Request("https://a.example/api/v1/events", { method: "POST" });
      const write = { key, token: { id: 1 }, request, body: new Uint8Array(), now: 0 };
      return answerOnce(remembering, write, async () => {
        written += 1;
        return { answer: Response.json({ written }, { status }), kept: null };
      });
    };
    expect([(await ask("stored", 201)).status, (await ask("refused", 503)).status]).toEqual([201, 503]);
    await expect(ask("stored", 201)).rejects.toThrow("full");
    isFull = false;
    const again = await ask("stored", 201);
    expect([again.headers.get("Idempotency-Replayed"), await again.json()]).toEqual(["true", { written: 1 }]);
    expect((await ask("refused", 201)).status).toBe(201);
    expect(written).toBe(3);
  },
);

it("refuses a key that cannot be one", async () => {
  await using world = await openWorld();
  for (const key of ["a b", "x".repeat(256)]) {
    const answer = await world.ask("POST", "/events", {
      as: "editor",
      json: DRAFT,
      headers: { "Idempotency-Key": key },
    });
    expect([answer.status, answer.body.details.parameter]).toEqual([400, "Idempotency-Key"]);
  }
});
