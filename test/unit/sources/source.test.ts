import { describe, expect, it } from "vitest";
import { writeCalendar } from "../../../src/core/ical/write-calendar.ts";
import type { OutboundRequest, Send } from "../../../src/net/send.ts";
import { declareSource, declareSources, sendOrRead, type Source } from "../../../src/sources/source.ts";

const site = "https://club.example/programme";
const club: Source = { url: site, name: "Club", read: async () => writeCalendar("Club", []) };
const request: OutboundRequest = {
  url: site,
  method: "GET",
  headers: {},
  body: null,
  maxBytes: 1000,
  timeout: 20,
  redirects: 0,
};
const outside: Send = async ({ url }) => ({
  status: 404,
  headers: {},
  body: new Uint8Array(),
  url,
  movedTo: url,
});

describe("a source", () => {
  it("answers at its URL as a feed would, and nowhere else", async () => {
    const send = sendOrRead(outside, [club]);
    const { status, body } = await send(request);
    expect(status).toBe(200);
    expect(new TextDecoder().decode(body)).toContain("X-WR-CALNAME:Club");
    expect((await send({ ...request, url: `${site}/` })).status).toBe(404);
  });

  it.each([
    [
      "what it throws",
      async () => Promise.reject(new Error("no table events")),
      /Club could not be read: no table/,
    ],
    [
      "that it took too long",
      () => new Promise<string>(() => {}),
      /Club could not be read: it took longer than 0.02 s/,
    ],
    ["that it is too large", async () => "x".repeat(1001), /Club gives more than 1 KiB/],
  ])("tells %s", async (_what, read, message) => {
    await expect(sendOrRead(outside, [{ ...club, read }])(request)).rejects.toThrow(message);
  });

  it("stands in the registry behind the feeds of the file, polled every hour unless it says otherwise", () => {
    const first = declareSource({ ...club, url: "https://a.example/", poll: null }, 0);
    const all = declareSources([first], [club]);
    expect(all.map(({ position, poll, kind }) => ({ position, poll, kind }))).toEqual([
      { position: 0, poll: null, kind: "feed" },
      { position: 1, poll: "1h", kind: "feed" },
    ]);
  });
});
