import { revokeKey } from "openpgp";
import { describe, expect, it } from "vitest";
import { keyLife } from "../../../src/wire/key-life.ts";
import { craftKey, MADE, pinned } from "../../support/crafted-key.ts";

const DAY = 86_400;

describe("the life of a key", () => {
  it("has no end where nothing expires", async () => {
    expect(await keyLife(pinned(await craftKey()).certificate, MADE)).toEqual({
      revoked: false,
      expiresAt: null,
    });
  });

  it("ends with its primary, before and after that moment", async () => {
    const { certificate } = pinned(await craftKey({ keyExpirationTime: 90 * DAY }));
    for (const days of [0, 100]) {
      const life = await keyLife(certificate, MADE + days * DAY * 1000);
      expect(life).toEqual({ revoked: false, expiresAt: MADE + 90 * DAY * 1000 });
    }
  });

  it("ends with the last subkey that signs", async () => {
    const subkeys = [
      { sign: true, keyExpirationTime: 10 * DAY },
      { sign: true, keyExpirationTime: 20 * DAY },
    ];
    const { certificate } = pinned(await craftKey({ subkeys }));
    expect(await keyLife(certificate, MADE)).toEqual({ revoked: false, expiresAt: MADE + 20 * DAY * 1000 });
  });

  it("is over once it is revoked", async () => {
    const key = await craftKey();
    const { publicKey } = await revokeKey({ key, date: new Date(MADE), format: "object" });
    expect(await keyLife(publicKey.armor(), MADE + 1000)).toMatchObject({ revoked: true });
  });
});
