import type { PrivateKey } from "openpgp";
import { describe, expect, it } from "vitest";
import { hash } from "node:crypto";
import { createToken } from "../../src/exchange/tokens.ts";
import type { Role } from "../../src/core/model/token.ts";
import { entryText } from "../../src/wire/entry.ts";
import { generateKeys } from "../../src/wire/openpgp-keys.ts";
import { createSigner } from "../../src/wire/openpgp-signer.ts";
import { craftKey, HOUR, MADE, pinned, signWith } from "../support/crafted-key.ts";
import { keyedNode, URL_OF_NODE } from "../support/keyed-node.ts";
import { against } from "../support/threat.ts";

const NOW = MADE + 24 * HOUR;
const AT = `${URL_OF_NODE}/discal/enter-event`;
const signer = await createSigner({
  privateKey: (await generateKeys({ name: "Calendar", url: URL_OF_NODE, now: MADE })).signing,
});
/** As gpg makes keys for people: the primary signs. */
const anna = await craftKey({ subkeys: [] });

function calendar(...lines: readonly string[]): string {
  const event = ["DTSTAMP:20260101T000000Z", "DTSTART:20260401T100000Z", "SUMMARY:Bread", ...lines];
  const whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", "BEGIN:VEVENT", ...event];
  return [...whole, "END:VEVENT", "END:VCALENDAR", ""].join("\r\n");
}

const node = (authority: "open" | "locked" = "open") => keyedNode({ signer, clock: () => NOW, authority });

interface Said {
  readonly ical?: string;
  readonly created?: number;
  readonly by?: PrivateKey;
  readonly recipient?: string;
  /** What is sent otherwise than what was signed. */
  readonly sent?: Readonly<Record<string, string | null>>;
}

async function form(said: Said = {}): Promise<Request> {
  const { ical = calendar(), created = NOW / 1000, by = anna, recipient = URL_OF_NODE, sent = {} } = said;
  const text = new TextEncoder().encode(entryText({ recipient, created, ical: Buffer.from(ical) }));
  const at = Math.min(Math.max(created * 1000, MADE), NOW);
  const signature = await signWith(by, { binary: text }, { at, by });
  const body = new FormData();
  body.set("ical", new Blob([ical], { type: "text/calendar" }), "event.ics");
  body.set("signature", new Blob([Buffer.from(signature)]), "entry.sig");
  body.set("created", String(created));
  for (const [name, value] of Object.entries(sent)) {
    if (value === null) body.delete(name);
    else if (name === "created") body.set(name, value);
    else body.set(name, new Blob([value]), name);
  }
  return new Request(AT, { method: "POST", body });
}

const FIELD = 'Content-Disposition: form-data; name="created"\r\n\r\n1\r\n';
/** Bodies that no program means to send as a form. */
const BROKEN_FORMS: Readonly<Record<string, { readonly type?: string; readonly body: string }>> = {
  "without a boundary": { type: "multipart/form-data", body: `--x\r\n${FIELD}--x--\r\n` },
  "of another boundary": { body: `--y\r\n${FIELD}--y--\r\n` },
  "that is empty": { body: "" },
  "that ends in the middle": { body: `--x\r\n${FIELD}` },
  "whose part has no name": { body: "--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n" },
  "whose name does not end": { body: '--x\r\nContent-Disposition: form-data; name="a\r\n\r\n1\r\n--x--\r\n' },
  "whose header is none": { body: "--x\r\nno header\r\n\r\n1\r\n--x--\r\n" },
  "of nothing but boundaries": { body: "--x\r\n".repeat(10_000) },
};

describe("a person with curl and gpg", () => {
  it("enters an event, once however often it is sent", async () => {
    await using here = await node();
    await here.addAuthor(anna.toPublic().armor(), "Anna");
    const text = entryText({ recipient: URL_OF_NODE, created: NOW / 1000, ical: Buffer.from(calendar()) });
    const uid = `${hash("sha256", text).slice(0, 32)}@calendar.example`;
    const first = await here.fetch(await form());
    expect([first.status, await first.json()]).toMatchObject([
      200,
      [{ uid, revision: 0, verdict: "accepted" }],
    ]);
    await here.edit(uid, { title: "Fresh bread" });
    expect(await (await here.fetch(await form())).json()).toMatchObject([
      { uid, revision: 1, verdict: "duplicate" },
    ]);
    const stored = await here.store.commons.get(uid);
    expect(stored?.winner?.revision).toBe(1);
    expect(stored?.history[0]).toMatchObject({ enteredBy: pinned(anna).fingerprint });
  });

  it("of a node that locks its events gets one that the node has signed", async () => {
    await using here = await node("locked");
    await here.addAuthor(anna.toPublic().armor(), "Anna");
    const answers = [await here.fetch(await form()), await here.fetch(await form())];
    const [first, second] = await Promise.all(
      answers.map(async (each) => (await each.json()) as { uid: string }[]),
    );
    expect(first).toMatchObject([{ verdict: "accepted" }]);
    expect(second).toMatchObject([{ uid: first?.[0]?.uid, verdict: "duplicate" }]);
    const winner = (await here.store.commons.get(first?.[0]?.uid ?? ""))?.winner;
    expect(winner).toMatchObject({ class: "signed", uid: expect.stringContaining(signer.fingerprint) });
  });

  it.each<[string, () => Promise<Request>, number, string]>([
    [
      "whose key was not added",
      async () => form({ by: await craftKey({ subkeys: [] }) }),
      401,
      "unknown-author",
    ],
    ["who signed for another node", () => form({ recipient: "https://b.example" }), 401, "wrong-signature"],
    [
      "who sends another calendar",
      () => form({ sent: { ical: calendar("LOCATION:x") } }),
      401,
      "wrong-signature",
    ],
    [
      "who sends another moment",
      () => form({ sent: { created: String(NOW / 1000 + 1) } }),
      401,
      "wrong-signature",
    ],
    ["over an hour later", () => form({ created: NOW / 1000 - 3601 }), 401, "past"],
    ["over an hour before", () => form({ created: NOW / 1000 + 3601 }), 401, "not-yet"],
    [
      "with an armored signature",
      () => form({ sent: { signature: "-----BEGIN PGP SIGNATURE-----" } }),
      401,
      "malformed",
    ],
  ])("is refused, %s", async (_, make, status, fault) => {
    await using here = await node();
    await here.addAuthor(anna.toPublic().armor(), "Anna");
    const answer = await here.fetch(await make());
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ details: { fault } });
    expect(answer.headers.get("WWW-Authenticate")).toBe('DisCal-Signature, Bearer realm="DisCal"');
    expect((await here.store.statistics()).events).toBe(0);
  });

  it.each(["ical", "signature", "created"])("is told of a form without %s", async (field) => {
    await using here = await node();
    const answer = await here.fetch(await form({ sent: { [field]: null } }));
    expect([answer.status, await answer.json()]).toMatchObject([400, { details: { field } }]);
  });

  it.each(["", "0", "01", "1e9", "-5", "1767225600.5", " 1767225600", "９", "1".repeat(13)])(
    "is told of a moment that is none: “%s”",
    async (created) => {
      await using here = await node();
      const answer = await here.fetch(await form({ sent: { created } }));
      expect([answer.status, await answer.json()]).toMatchObject([400, { details: { field: "created" } }]);
    },
  );

  it.each(["ical", "signature"])(
    "is told of a form with %s twice: nobody need guess which counts",
    async (field) => {
      await using here = await node();
      const body = await (await form()).formData();
      body.append(field, new Blob(["another"]), "another");
      const answer = await here.fetch(new Request(AT, { method: "POST", body }));
      expect([answer.status, await answer.json()]).toMatchObject([400, { details: { field } }]);
    },
  );

  it.each(Object.entries(BROKEN_FORMS))(
    "is told that a form cannot be read, %s",
    against(
      "bombs",
      "a form breaks its own rules",
      "refused as one that cannot be read, before anything of it counts",
    ),
    async (_, { type = "multipart/form-data; boundary=x", body }) => {
      await using here = await node();
      const answer = await here.fetch(
        new Request(AT, { method: "POST", headers: { "Content-Type": type }, body }),
      );
      expect([answer.status, await answer.json()]).toMatchObject([
        400,
        { detail: "The form cannot be read as multipart/form-data." },
      ]);
    },
  );

  it(
    "is read no further than two calendars would take",
    against("bombs", "a form holds more than an event", "read no further than 144 KiB"),
    async () => {
      await using here = await node();
      const headers = { "Content-Type": "multipart/form-data; boundary=x" };
      const body = `--x\r\n${FIELD}${"x".repeat(200_000)}`;
      const answer = await here.fetch(new Request(AT, { method: "POST", headers, body }));
      expect(answer.status).toBe(413);
    },
  );

  it(
    "enters nothing more once the key was removed",
    against("identity", "somebody who left enters events by their key", "a removed author is refused"),
    async () => {
      await using here = await node();
      const { fingerprint } = await here.addAuthor(anna.toPublic().armor(), "Anna");
      await here.store.keys.removeAuthor(fingerprint, NOW);
      expect(await (await here.fetch(await form())).json()).toMatchObject({
        details: { fault: "unknown-author" },
      });
    },
  );

  it("is told what is wrong with the calendar", async () => {
    await using here = await node();
    await here.addAuthor(anna.toPublic().armor(), "Anna");
    const answer = await here.fetch(await form({ ical: calendar("UID:1") }));
    expect(await answer.json()).toMatchObject([
      { verdict: "rejected", reason: expect.stringContaining("X-HOP") },
    ]);
  });
});

describe("whoever bears a token", () => {
  const push = (token: string, body: string, type = "text/calendar") =>
    new Request(AT, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": type },
      body,
    });

  async function bearer(here: Awaited<ReturnType<typeof node>>, role: Role): Promise<string> {
    const random = (length: number) => new Uint8Array(length).fill(7);
    return (await createToken(here.store.tokens, random, { name: "desk", role, expiresAt: null }, NOW)).text;
  }

  it("of an editor enters calendars, of which a bad one spoils no other", async () => {
    await using here = await node();
    const body = [calendar(), calendar("UID:1"), calendar("LOCATION:Hall")].join("");
    const answer = await here.fetch(push(await bearer(here, "editor"), body));
    const results = (await answer.json()) as { uid: string; verdict: string }[];
    expect(results.map(({ verdict }) => verdict)).toEqual(["accepted", "rejected", "accepted"]);
    expect((await here.store.commons.get(results[0]?.uid ?? ""))?.standing[0]).toMatchObject({
      enteredBy: "desk",
    });
  });

  it.each([
    ["a reader", "reader", "text/calendar", 403],
    ["an editor who sends something else", "editor", "text/plain", 415],
  ] as const)("of %s enters nothing", async (_, role, type, status) => {
    await using here = await node();
    expect((await here.fetch(push(await bearer(here, role), calendar(), type))).status).toBe(status);
  });

  it(
    "that nobody was given is refused",
    against("identity", "a made-up token enters events", "tokens are looked up by hash"),
    async () => {
      await using here = await node();
      const answer = await here.fetch(push("discal_x", calendar()));
      expect([answer.status, await answer.json()]).toMatchObject([
        401,
        { details: { fault: "unknown-token" } },
      ]);
    },
  );

  it("that this node gave a site when it registered there pushes like a peer", async () => {
    await using here = await keyedNode({
      signer,
      clock: () => NOW,
      peers: [{ url: "https://peer.example", fingerprint: null }],
    });
    const site = "https://peer.example";
    await here.store.registrations.save(
      {
        id: "AAECAwQFBgcICQoLDA0ODw",
        direction: "out",
        site,
        callback: AT,
        filter: null,
        request: "0".repeat(64),
        credential: hash("sha256", "a-secret"),
        fingerprint: null,
        mutual: false,
        state: "active",
        lease: HOUR,
        leaseUntil: NOW + HOUR,
        createdAt: NOW,
        changedAt: NOW,
        reason: "",
      },
      [],
    );
    const stamped = calendar(
      "UID:1@peer.example",
      "X-HOP:0",
      "X-REVISION:2",
      `X-REVISE-URL:${site}/discal/revise`,
    );
    const answer = await here.fetch(push("a-secret", stamped));
    expect(await answer.json()).toMatchObject([{ uid: "1@peer.example", revision: 2, verdict: "accepted" }]);
    expect((await here.store.commons.get("1@peer.example"))?.sightings).toHaveLength(1);
  });
});
