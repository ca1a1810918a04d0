import { expect, it } from "vitest";
import { DomainError } from "../../../../src/core/model/domain-error.ts";
import { strangerKeys } from "../../../../src/exchange/editing/strangers.ts";
import { createCheapVerifier } from "../../../support/cheap-signer.ts";
import { against } from "../../../support/threat.ts";

it(
  "hears others of whom nothing is known, however often one of them comes",
  against(
    "identity",
    "one stranger uses up what all strangers may ask",
    "beyond its own two tries it takes nothing of theirs",
  ),
  async () => {
    const asked: string[] = [];
    const keyOf = strangerKeys(
      {
        send: async ({ url }) => {
          asked.push(new URL(url).host);
          throw new DomainError("unreachable", "Nobody is there.");
        },
        verifier: createCheapVerifier(),
      },
      () => 0,
    );
    const knock = async (origin: string) => {
      const error: unknown = await Promise.try(keyOf, origin).catch((thrown: unknown) => thrown);
      return error instanceof DomainError ? error.problem : error;
    };
    for (let n = 0; n < 100; n += 1) await knock("https://loud.example");
    expect(await knock("https://loud.example")).toBe("too-many");
    expect(await knock("https://quiet.example")).toBe("unavailable");
    expect(asked).toEqual(["loud.example", "loud.example", "quiet.example"]);
  },
);
