import { expect, it } from "vitest";
import { openWorld } from "./world.ts";

it("repeats little of a body whose keys mean nothing, and compares few of them", async () => {
  await using world = await openWorld();
  const long = await world.ask("POST", "/events", { as: "editor", json: { ["z".repeat(900_000)]: 1 } });
  expect(long.status).toBe(400);
  expect(long.text.length).toBeLessThan(2_000);

  const many = Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`titl${index}`, 1]));
  const { status, body } = await world.ask("POST", "/events", { as: "editor", json: many });
  expect([status, body.errors.length]).toEqual([400, 50]);
  expect(JSON.stringify(body.errors)).toContain('did you mean \\"title\\"?');
});

it("refuses keys that are no text of Unicode, and those that every object has", async () => {
  await using world = await openWorld();
  for (const key of ["\ud800", "__proto__", "constructor", "toString"]) {
    const answer = await world.ask("POST", "/events", {
      as: "editor",
      json: JSON.parse(`{"title":"A","start":"2030-05-01",${JSON.stringify(key)}:1}`) as unknown,
    });
    expect([key, answer.status, answer.body.problem]).toEqual([key, 400, "invalid"]);
  }
});

it("repeats little of a query whose parameters mean nothing", async () => {
  await using world = await openWorld();
  for (const path of ["/events", "/tags"]) {
    const answer = await world.ask("GET", `${path}?${"z".repeat(10_000)}=1`);
    expect([path, answer.status]).toEqual([path, 400]);
    expect(answer.text.length).toBeLessThan(1_000);
  }
});
