import { expect, it } from "vitest";
import { createCheapSigner } from "../../../support/cheap-signer.ts";
import { openWorld } from "./world.ts";

const anna = createCheapSigner("anna");
const admin = { as: "admin" } as const;

it("adds, lists and removes whoever may enter events by a key", async () => {
  await using world = await openWorld();
  const { ask } = world;
  const body = { name: "Anna", certificate: anna.certificate };
  const added = await ask("POST", "/authors", { ...admin, json: body });
  expect(added).toMatchObject({
    status: 201,
    body: { name: "Anna", fingerprint: anna.fingerprint, removed_at: null },
  });
  expect(added.headers.get("Location")).toBe(`/api/v1/authors/${anna.fingerprint}`);
  expect((await ask("GET", "/authors", admin)).body.items).toEqual([added.body]);
  const path = `/authors/${anna.fingerprint.toLowerCase()}`;
  expect((await ask("GET", path, admin)).body).toEqual(added.body);
  expect((await ask("DELETE", path, admin)).body.removed_at).toBe("2026-03-16T12:00:00Z");
  expect((await ask("POST", "/authors", { ...admin, json: body })).body.removed_at).toBeNull();
});

it.each([
  ["a key that is none", { name: "Anna", certificate: "nonsense" }, 400],
  ["no name", { name: " ", certificate: anna.certificate }, 400],
  ["no key", { name: "Anna" }, 400],
])("takes nobody with %s", async (_what, json, status) => {
  await using world = await openWorld();
  expect((await world.ask("POST", "/authors", { ...admin, json })).status).toBe(status);
  expect((await world.ask("GET", "/authors", admin)).body.items).toEqual([]);
  expect((await world.ask("DELETE", "/authors/anna", admin)).status).toBe(404);
});
