import { chmodSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkClock } from "../../../../src/cli/doctor/clock.ts";
import { checkDataFolder } from "../../../../src/cli/doctor/data-folder.ts";
import { checkDatabase } from "../../../../src/cli/doctor/database.ts";
import { judgeDisk } from "../../../../src/cli/doctor/disk.ts";
import { checkKeyFiles } from "../../../../src/cli/doctor/key-files.ts";
import { checkKeyLife } from "../../../../src/cli/doctor/key-life.ts";
import { checkPeers } from "../../../../src/cli/doctor/peers.ts";
import { checkProxy } from "../../../../src/cli/doctor/proxy.ts";
import { checkPublicUrl } from "../../../../src/cli/doctor/public-url.ts";
import { checkSecretKey } from "../../../../src/cli/doctor/secret-key.ts";
import { checkServer } from "../../../../src/cli/doctor/server.ts";
import { checkTimeZones } from "../../../../src/cli/doctor/time-zones.ts";
import { checkTokens } from "../../../../src/cli/doctor/tokens.ts";
import { loadConfig } from "../../../../src/config/load.ts";
import { DomainError } from "../../../../src/core/model/domain-error.ts";
import type { Token } from "../../../../src/core/model/token.ts";
import type { Send } from "../../../../src/net/send.ts";
import type { Store } from "../../../../src/store/contract.ts";
import type { PeerLag } from "../../../../src/store/deliveries.ts";
import { generateKeys } from "../../../../src/wire/openpgp-keys.ts";
import { createSigner } from "../../../../src/wire/openpgp-signer.ts";
import { createVerifier } from "../../../../src/wire/openpgp-verifier.ts";
import { openVault } from "../../../../src/wire/secret-key.ts";
import { createVault } from "../../../../src/wire/vault.ts";
import { registration } from "../../../contract/registrations.ts";
import { rotateKeys } from "../../../../src/wire/rotate-keys.ts";
import type { Signer } from "../../../../src/wire/signer.ts";
import type { SiteDocument } from "../../../../src/wire/site-document.ts";
import { craftKey, MADE } from "../../../support/crafted-key.ts";

const NOW = Date.UTC(2026, 10, 21, 11);
const DAY = 86_400_000;

function configOf(text: string) {
  return loadConfig({ file: null, env: {}, cwd: "/nowhere", read: () => text });
}

const config = configOf('node: { url: "https://a.example", timezone: UTC }');

function folder() {
  const data = mkdtempSync(join(tmpdir(), "discal-doctor-"));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  return { data, config: { ...config, node: { ...config.node, data } } };
}

describe("the data folder and the keys", () => {
  it("are this user's alone", () => {
    const { data, config } = folder();
    expect(checkDataFolder({ config }).outcome).toBe("ok");
    chmodSync(data, 0o755);
    expect(checkDataFolder({ config })).toMatchObject({
      outcome: "warning",
      advice: `Close it: chmod 700 ${data}`,
    });
    expect(
      checkDataFolder({ config: { ...config, node: { ...config.node, data: `${data}/no` } } }),
    ).toMatchObject({
      outcome: "warning",
      found: `${data}/no is not there yet`,
    });
  });

  it("that others can read are a problem", () => {
    const { data, config } = folder();
    expect(checkKeyFiles({ config })).toMatchObject([{ outcome: "warning" }]);
    mkdirSync(join(data, "keys"));
    writeFileSync(join(data, "keys", "signing.asc"), "", { mode: 0o600 });
    expect(checkKeyFiles({ config })).toMatchObject([{ outcome: "ok" }]);
    chmodSync(join(data, "keys", "signing.asc"), 0o640);
    expect(checkKeyFiles({ config })).toMatchObject([
      { outcome: "problem", found: expect.stringContaining("mode 640") },
    ]);
  });
});

describe("the secret key", () => {
  it("is there, is this user's alone, and opens what sites gave", async () => {
    const { data, config } = folder();
    const secretKey = join(data, "secret.key");
    const settings = { ...config, node: { ...config.node, secretKey } };
    expect((await checkSecretKey({ config: settings, store: null })).outcome).toBe("warning");
    const vault = await openVault(secretKey);
    expect((await checkSecretKey({ config: settings, store: null })).outcome).toBe("ok");
    const given = registration("1", { site: "https://b.example" });
    const storeOf = (credential: string) =>
      ({ registrations: { all: async () => [{ ...given, credential }] } }) as unknown as Store;
    const sealed = vault.seal("token", "registration in 1");
    expect((await checkSecretKey({ config: settings, store: storeOf(sealed) })).outcome).toBe("ok");
    const other = createVault().seal("token", "registration in 1");
    expect(await checkSecretKey({ config: settings, store: storeOf(other) })).toMatchObject({
      outcome: "problem",
      found: expect.stringContaining("https://b.example"),
    });
    chmodSync(secretKey, 0o640);
    expect(await checkSecretKey({ config: settings, store: null })).toMatchObject({
      outcome: "problem",
      found: expect.stringContaining("mode 640"),
    });
  });
});

describe("the key", () => {
  const verifier = createVerifier();

  const lifeAt = async (now: number, days: number) => {
    const key = await craftKey({ keyExpirationTime: (days * DAY) / 1000 });
    const signer = await createSigner({ privateKey: key.armor() });
    return checkKeyLife({ key: signer, config, now, verifier, store: null });
  };

  it.each([
    [0, 0, "ok", /does not expire/],
    [1, 90, "ok", /valid until 2026-04-01/],
    [80, 90, "warning", /expires on 2026-04-01/],
    [91, 90, "problem", /expired on 2026-04-01/],
  ])("after %d of %d days is %s", async (after, days, outcome, found) => {
    expect(await lifeAt(MADE + after * DAY, days)).toMatchObject([
      { outcome, found: expect.stringMatching(found) },
    ]);
  });

  it("that cannot be used says why", async () => {
    const key = new DomainError("invalid", "it is broken");
    expect(await checkKeyLife({ key, config, now: NOW, verifier, store: null })).toMatchObject([
      { outcome: "problem", advice: "it is broken" },
    ]);
  });

  it("that was put back from an old copy is found out by what the store knows", async () => {
    const made = await generateKeys({ name: "A", url: "https://a.example", now: MADE });
    const old = await createSigner({ privateKey: made.signing });
    const retire = { how: "superseded" } as const;
    const rotated = await rotateKeys({ ...made, now: MADE + DAY, retire });
    const keys = { find: async () => ({ fingerprint: old.fingerprint, certificate: rotated.certificate }) };
    const store = { keys } as unknown as Store;
    const lifeOf = (key: Signer) => checkKeyLife({ key, config, now: MADE + 2 * DAY, verifier, store });
    expect(await lifeOf(old)).toMatchObject([
      { outcome: "problem", found: expect.stringContaining("revoked") },
    ]);
    const current = await createSigner({ privateKey: rotated.signing, certificate: rotated.certificate });
    expect(await lifeOf(current)).toMatchObject([{ outcome: "ok" }]);
  });
});

it.each([
  [50e6, 0, "problem"],
  [1e9, 1e6, "ok"],
  [1e9, 600e6, "warning"],
])("a disk with %d free bytes and a database of %d is %s", (free, used, outcome) => {
  expect(judgeDisk(free, used).outcome).toBe(outcome);
});

it.each([
  [null, "warning", /there is no/],
  [{ schema: 2, newest: 2, bytes: 1, faults: [] }, "ok", /sound/],
  [{ schema: 1, newest: 2, bytes: 1, faults: [] }, "warning", /has schema 1; this program's is 2/],
  [{ schema: 3, newest: 2, bytes: 1, faults: [] }, "problem", /knows up to 2/],
  [{ schema: 2, newest: 2, bytes: 1, faults: ["row 1 missing"] }, "problem", /damaged: row 1 missing/],
])("a database like %j is a %s", (database, outcome, found) => {
  expect(checkDatabase({ config, database })).toMatchObject({ outcome, found: expect.stringMatching(found) });
});

describe("the clock", () => {
  const polls = configOf(
    'sites: [{ url: "https://b.example/a" }, { url: "https://c.example/" }, { url: "https://d.example/" }]',
  );
  const told = (ahead: readonly number[], age = "0"): Send => {
    let asked = 0;
    return async ({ url }) => {
      const date = new Date(NOW + (ahead[asked++] ?? 0) * 1000).toUTCString();
      return { status: 404, headers: { date, age }, body: new Uint8Array(), url, movedTo: url };
    };
  };
  const check = (send: Send) => checkClock({ config: polls, store: null, send }, () => NOW);

  it.each([
    [[0, 1, 0], "ok"],
    [[60, 60, 0], "warning"],
    [[-400, -400, 0], "problem"],
    [[9999, 0, 0], "ok"],
  ])("that others tell to be %j s ahead is %s: the middle one counts", async (ahead, outcome) => {
    expect((await check(told(ahead))).outcome).toBe(outcome);
  });

  it("is not misjudged by what comes from a cache", async () => {
    expect((await check(told([-3600, -3600, -3600], "3600"))).outcome).toBe("ok");
  });

  it("that cannot be compared is a warning", async () => {
    const send: Send = async () => Promise.reject(new DomainError("unreachable", "nobody"));
    expect((await check(send)).outcome).toBe("warning");
  });
});

const document = {
  url: "https://a.example",
  name: "A",
  fingerprint: "A".repeat(40),
  epoch: "e",
} as SiteDocument;
const key = {
  fingerprint: document.fingerprint,
  certificate: "",
  sign: async () => new Uint8Array(),
  subkeys: async () => [],
  refresh: async () => false,
};
const store = { epoch: "e" } as Store;
const silent = new DomainError("unreachable", "a.example: its TLS certificate has expired");

describe("the server", () => {
  it.each([
    [document, "ok", /it runs/],
    [silent, "warning", /it does not run/],
    [new DomainError("unreachable", "answered 404", { status: 404 }), "problem", /another program/],
    [{ ...document, fingerprint: "B".repeat(40), name: "B" }, "problem", /another node answers .*: B/],
  ])("that answers like %j is told of", (here, outcome, found) => {
    expect(checkServer({ config, key, here })).toMatchObject({
      outcome,
      found: expect.stringMatching(found),
    });
  });
});

describe("the public URL", () => {
  const answering =
    (text: string, status = 200): Send =>
    async ({ url }) => ({
      status,
      headers: {},
      body: new TextEncoder().encode(text),
      url,
      movedTo: url,
    });
  const calendar = answering("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
  const well = { config, key, store, here: document, outside: document, send: calendar };

  it.each([
    ["answers as this node", {}, ["ok", "ok"], /answers as this node/],
    ["is this machine", { outside: null }, ["warning"], /nobody else can reach/],
    ["has a TLS fault", { outside: silent }, ["problem"], /its TLS certificate has expired/],
    [
      "does not answer while no server runs",
      { outside: silent, here: silent },
      ["warning"],
      /as the server does not run/,
    ],
    [
      "is another node",
      { outside: { ...document, fingerprint: "B".repeat(40) } },
      ["problem"],
      /another node answers/,
    ],
    [
      "is called otherwise by itself",
      { outside: { ...document, url: "https://x.example" } },
      ["problem"],
      /calls itself/,
    ],
    ["is a copy of this node", { outside: { ...document, epoch: "f" } }, ["problem"], /another database/],
    [
      "shows a page in place of the feed",
      { send: answering("<html>") },
      ["ok", "problem"],
      /is no calendar: It is a web page/,
    ],
    ["passes no feed on", { send: answering("", 502) }, ["ok", "problem"], /is no calendar: status 502/],
  ])("that %s is told of", async (_, change, outcomes, found) => {
    const findings = await checkPublicUrl({ ...well, ...change });
    expect(findings.map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(findings.map((finding) => finding.found).join("\n")).toMatch(found);
  });

  it("that is plain http in a private network says both", async () => {
    const near = configOf('node: { url: "http://10.0.0.5" }\nnetwork: { allow: [10.0.0.0/8] }');
    const outside = { ...document, url: "http://10.0.0.5" };
    const findings = await checkPublicUrl({ ...well, config: near, outside });
    expect(findings.map(({ outcome }) => outcome)).toEqual(["warning", "warning", "ok", "ok"]);
  });
});

it("a proxy that must be there, and is not named, is told of", () => {
  expect(checkProxy({ config, outside: document })).toMatchObject([{ outcome: "warning" }]);
  expect(checkProxy({ config, outside: silent })).toEqual([]);
  const named = configOf('node: { url: "https://a.example" }\nnetwork: { proxies: [127.0.0.1/32] }');
  expect(checkProxy({ config: named, outside: document })).toMatchObject([{ outcome: "ok" }]);
});

it.each([
  [{ stopped: true, lastError: "answered 403" }, "problem", /refuses this node: answered 403/],
  [
    { failures: 3, lastSuccess: NOW - DAY, backlog: 4 },
    "warning",
    /took nothing since 2026-11-20 11:00, 4 wait/,
  ],
  [{ failures: 3, lastSuccess: NOW - 60_000 }, "ok", /none of 1/],
  [{}, "ok", /none of 1/],
])("a peer like %j is told of", async (change, outcome, found) => {
  const lag = {
    siteId: 1,
    url: "https://b.example",
    failures: 0,
    stopped: false,
    lastError: null,
    ...change,
  } as PeerLag;
  const findings = await checkPeers({
    config,
    now: NOW,
    store: { deliveries: { lag: async () => [lag] } } as never,
  });
  expect(findings).toMatchObject([{ outcome, found: expect.stringMatching(found) }]);
});

it.each([
  [{ expiresAt: NOW + 13 * DAY }, "warning", /"ci" expires on/],
  [{ expiresAt: NOW + 15 * DAY, lastUsedAt: NOW }, "ok", /none of 1/],
  [{ createdAt: NOW - 20 * DAY }, "warning", /never used/],
  [{ createdAt: NOW - DAY }, "ok", /none of 1/],
  [{ revokedAt: NOW - DAY, createdAt: NOW - 20 * DAY }, "ok", /none of 0/],
])("a token like %j is told of", async (change, outcome, found) => {
  const token = {
    id: 1,
    name: "ci",
    role: "editor",
    createdAt: NOW,
    expiresAt: null,
    lastUsedAt: null,
    revokedAt: null,
  };
  const tokens = { all: async () => [{ ...token, ...change } as Token] };
  const findings = await checkTokens({ config, now: NOW, store: { tokens } as never });
  expect(findings).toMatchObject([{ outcome, found: expect.stringMatching(found) }]);
});

it("rules of time zones of years ago are a warning", () => {
  expect(checkTimeZones({ config, now: NOW }, "2025b").outcome).toBe("ok");
  expect(checkTimeZones({ config, now: NOW }, "2024a").outcome).toBe("warning");
});
