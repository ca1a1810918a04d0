import { hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { expiryOf } from "../../../src/cli/expiry.ts";
import { createWorld } from "./world.ts";

const json = ({ out }: { readonly out: string }) => JSON.parse(out);

describe("token", () => {
  test("create prints the token alone; list never does, revoke takes it by its name", async () => {
    const world = createWorld();
    const { code, out, err } = await world.discal("token", "create", "ci", "--role", "editor");
    expect(code).toBe(0);
    expect(out).toMatch(/^discal_[\w-]{43}\n$/);
    expect(err).toMatch(/^Token 1 \(editor\), valid until 2027-02-19/);
    const listed = await world.discal("token", "list", "--json");
    expect(json(listed).tokens).toMatchObject([
      { name: "ci", role: "editor", state: "valid", last_used_at: null },
    ]);
    expect(listed.out).not.toContain(out.trim());
    expect(listed.out).not.toContain(hash("sha256", out.trim()));
    expect((await world.discal("token", "revoke", "CI")).out).toBe("Revoked ci.\n");
    expect((await world.discal("token")).out).toMatch(/^1 +ci +editor +revoked/m);
  });

  test("of several with one name the valid one is meant, else its number is asked for", async () => {
    const world = createWorld();
    for (let n = 0; n < 2; n += 1) await world.discal("token", "create", "ci", "--role", "reader");
    expect(await world.discal("token", "revoke", "ci")).toMatchObject({
      code: 2,
      err: expect.stringContaining("several tokens are called"),
    });
    expect((await world.discal("token", "revoke", "1")).code).toBe(0);
    expect(json(await world.discal("token", "revoke", "ci", "--json")).revoked.id).toBe(2);
  });

  test.each([
    [["create", "ci"], /--role <role>' not specified/],
    [["create", "ci", "--role", "boss"], /Allowed choices are admin, editor, reader/],
    [["create", "ci", "--role", "admin", "--expires", "soon"], /expected a span such as 90d/],
    [["create", " ", "--role", "admin"], /needs a name/],
    [["revoke", "cy"], /there is no token "cy"/],
    [["lst"], /did you mean "list"\?/],
  ])("%j is wrong use", async (args, said) => {
    const { code, err } = await createWorld().discal("token", ...args);
    expect(code).toBe(2);
    expect(err).toMatch(said);
  });
});

describe("an expiry", () => {
  const now = Date.UTC(2026, 10, 21, 11);
  const day = 86_400_000;
  test.each<[string, number | null]>([
    ["12h", now + day / 2],
    ["90d", now + 90 * day],
    ["4w", now + 28 * day],
    ["1y", now + 365 * day],
    ["2026-11-21", Date.UTC(2026, 10, 21, 23)],
    ["never", null],
  ])("of %s is understood", (text, at) => {
    expect(expiryOf(text, now, "Europe/Berlin")).toBe(at);
  });

  test.each(["", "0d", "90", "-1d", "2026-11-20", "2026-02-30", "99999d", "tomorrow"])(
    "of %j is refused",
    (text) => {
      expect(() => expiryOf(text, now, "Europe/Berlin")).toThrow("--expires is");
    },
  );
});
