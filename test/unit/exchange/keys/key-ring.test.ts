import { expect, it, onTestFinished } from "vitest";
import { DomainError } from "../../../../src/core/model/domain-error.ts";
import { createKeyRing } from "../../../../src/exchange/keys/key-ring.ts";
import { openStore } from "../../../../src/store/sqlite/open.ts";
import { createCheapSigner, createCheapVerifier } from "../../../support/cheap-signer.ts";
import { against } from "../../../support/threat.ts";

const NOW = Date.UTC(2026, 2, 16, 12);
const KEY = "A".repeat(40);
const SITE = "https://site.example";

/** What is asked for a key that an object of `SITE` names by this UID. */
async function askedFor(domain: string): Promise<readonly string[]> {
  const store = await openStore({ path: ":memory:", timezone: "UTC", now: NOW });
  onTestFinished(() => store[Symbol.asyncDispose]());
  const asked: string[] = [];
  const ring = createKeyRing({
    self: { signer: createCheapSigner("a") } as Parameters<typeof createKeyRing>[0]["self"],
    store,
    verifier: createCheapVerifier(),
    send: async ({ url }) => {
      asked.push(url);
      throw new DomainError("unreachable", "nothing is there");
    },
    clock: () => NOW,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  await ring.shownBy({ url: SITE }, "now")(KEY, `01ARZ3NDEKTSV4RRFFQ69G5FAV.${KEY}@${domain}`);
  return asked;
}

it.each(["origin.example", "ORIGIN.example", "origin.example:8443"])(
  "a key is asked of the site that shows it, then of the host in the UID: %s",
  async (domain) => {
    const path = `/discal/v1/keys/${KEY}`;
    expect(await askedFor(domain)).toEqual([SITE + path, `https://${domain.toLowerCase()}${path}`]);
  },
);

it.each([
  "victim.example/logout?x=",
  "victim.example#",
  "victim.example?q=",
  "victim.example\\x",
  "victim.example/../..",
  "user:password",
  "0x7f.1",
  "[::1",
  "",
])(
  "nobody is asked but the site that shows it where a UID names more than a host: %j",
  against("outbound", "a UID names a path at somebody's site", "only a host is taken out of a UID"),
  async (domain) => {
    expect(await askedFor(domain)).toEqual([`${SITE}/discal/v1/keys/${KEY}`]);
  },
);
