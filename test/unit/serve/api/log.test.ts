import { expect, it } from "vitest";
import * as z from "zod";
import { createLog } from "../../../../src/cli/log.ts";
import { createGuesses } from "../../../../src/exchange/guesses.ts";
import { createToken } from "../../../../src/exchange/tokens.ts";
import { createDoor } from "../../../../src/serve/api/door.ts";
import { perform, roomForCalendars } from "../../../../src/serve/api/perform.ts";
import { route } from "../../../../src/serve/api/route.ts";
import { openStore } from "../../../../src/store/sqlite/open.ts";

it("logs who wrote what by the name of the token, never by its text", async () => {
  await using store = await openStore({ path: ":memory:", timezone: "UTC", now: 0 });
  const random = (length: number) => new Uint8Array(length);
  const wanted = { name: "Wiki bot", role: "editor", expiresAt: null } as const;
  const { text } = await createToken(store.tokens, random, wanted, 0);
  let logged = "";
  const row = route({
    method: "post",
    path: "/things/{id}",
    role: "editor",
    name: "doThing",
    chapter: "node",
    summary: "",
    answer: z.object({}),
    handle: async () => ({ body: {} }),
  });
  const request = new Request("https://a.example/api/v1/things/7", {
    method: "POST",
    headers: { Authorization: `Bearer ${text}` },
  });
  const answer = await perform(
    row,
    { request, params: { id: "7" }, from: "unknown" },
    {
      door: createDoor(store.tokens, createGuesses()),
      room: roomForCalendars(),
      replies: store.replies,
      clock: () => 0,
      log: createLog("info", { write: (line) => void (logged += line) }),
      refuse: () => new Response(null, { status: 500 }),
    },
  );
  expect(answer.status).toBe(200);
  expect(JSON.parse(logged)).toMatchObject({ by: "Wiki bot", route: "doThing", params: { id: "7" } });
  expect(logged).not.toContain(text);
});
