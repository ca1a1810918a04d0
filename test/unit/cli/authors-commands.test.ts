import { describe, expect, test } from "vitest";
import { createCheapSigner } from "../../support/cheap-signer.ts";
import { createWorld } from "./world.ts";

const anna = createCheapSigner("anna");
const json = ({ out }: { readonly out: string }) => JSON.parse(out);

describe("authors", () => {
  test("are added by their key, listed, and removed by name or key", async () => {
    const world = createWorld();
    expect((await world.discal("authors")).out).toContain("No authors yet");
    world.write("anna.asc", anna.certificate);
    const added = await world.discal("authors", "add", "anna.asc", "--name", "Anna", "--json");
    expect(json(added)).toEqual({ fingerprint: anna.fingerprint, name: "Anna" });
    expect((await world.discal("authors", "list")).out).toMatch(new RegExp(`Anna +${anna.fingerprint}`));
    expect((await world.discal("authors", "remove", "anna")).out).toBe("Anna may enter events no more.\n");
    const { authors } = json(await world.discal("authors", "--json"));
    expect(authors).toMatchObject([{ name: "Anna", removed_at: expect.any(String) }]);
    expect((await world.discal("authors", "add", "anna.asc", "--name", "Anna")).code).toBe(0);
    expect((await world.discal("authors", "remove", anna.fingerprint.toLowerCase())).code).toBe(0);
  });

  test.each([
    [["add", "anna.asc"], /--name <name>' not specified/],
    [["add", "anna.asc", "--name", " "], /needs a name of 1 to 100 characters/],
    [["add", "peers.asc", "--name", "Anna"], /no cheap certificate/],
    [["remove", "Anna"], /there is no author "Anna"/],
  ])("%j is wrong use", async (args, said) => {
    const world = createWorld();
    world.write("anna.asc", anna.certificate);
    world.write("peers.asc", "nonsense");
    const { code, err } = await world.discal("authors", ...args);
    expect([code, err]).toEqual([2, expect.stringMatching(said)]);
  });
});
