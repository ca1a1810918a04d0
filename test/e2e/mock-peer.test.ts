import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { bucketOf, fingerprintOf, type Listed } from "../support/mock-peer/buckets.ts";
import { exactDigest, semanticDigest } from "../support/mock-peer/digests.ts";
import { createKey, rotateKey, sealed } from "../support/mock-peer/keys.ts";
import { enter, moveTo, pushByToken } from "../support/mock-peer/outgoing.ts";
import type { MockPeer } from "../support/mock-peer/peer.ts";
import { ask, verify } from "../support/mock-peer/registration.ts";
import { requireValid } from "../support/mock-peer/schema.ts";
import { mockWorld, type MockWorld, eventOf, fileIn, hold, pushTo } from "../support/mock-world.ts";

let world: MockWorld;

beforeAll(async () => {
  world = await mockWorld({ lines: ["registration: { answer: allow }"], pushedTo: 2, silent: 9 });
});

afterAll(() => world[Symbol.asyncDispose]());

afterEach(() => world.checkLog());

/** What the mock was asked at a path, from a place in its list on. */
function askedAt(mock: MockPeer, path: string, from = 0): readonly string[] {
  return mock.asked
    .slice(from)
    .map(({ method, target }) => `${method} ${target}`)
    .filter((each) => each.includes(path));
}

async function enterHere(title: string): Promise<string> {
  const out = await world.cli("events", "add", "--title", title, "--start", "2031-05-01 19:30", "--json");
  return (JSON.parse(out) as { uid: string }).uid;
}

describe("pushes between a node that was written from PROTOCOL.md and the real program", () => {
  it("are taken by signature: accepted, again a duplicate, revised, in conflict, overtaken", async () => {
    const mock = world.peer();
    const push = async (ical: string) => (await pushTo(mock, ical)).results[0]?.verdict;
    expect(await push(eventOf(mock, { title: "First" }))).toBe("accepted");
    expect(await push(eventOf(mock, { title: "First" }))).toBe("duplicate");
    expect(await push(eventOf(mock, { title: "Second", revision: 2 }))).toBe("accepted");
    expect(await push(eventOf(mock, { title: "Rival", revision: 2 }))).toBe("conflict");
    expect(await push(eventOf(mock, { title: "Older", revision: 0 }))).toBe("held");
    expect((await world.titles()).filter((title) => ["Second", "Rival"].includes(title))).toHaveLength(1);
    const c1 = exactDigest(eventOf(mock, { title: "Rival", revision: 2 }));
    expect(exactDigest(await (await fetch(`${world.url}/discal/v1/objects/${c1}`)).text())).toBe(c1);
  });

  it("come by signature, one hop further, with the sites that have the object", async () => {
    const mock = world.peer("pushed to");
    const uid = await enterHere("Entered here");
    await world.until(() => mock.commons.standing().some((version) => version.uid === uid));
    const version = mock.commons.standing().find((each) => each.uid === uid);
    expect(version).toMatchObject({ class: "open", revision: 0, hop: 1, by: "person" });
    expect(version?.reviseUrl).toBe(`${world.url}/discal/revise`);
    expect(mock.asked.at(-1)?.headers["discal-path"]).toMatch(new RegExp(`${world.url}$`));
    expect(mock.asked.at(-1)?.headers["discal-delivery"]).toMatch(/./);
  });

  it("carry objects whose origin is proved by a signature of its own, which no relay can change", async () => {
    const mock = world.peer();
    const id = `01KKVA7QHRJ4NWBEBJ1GVRGZ5M.${mock.key.fingerprint}@127.0.0.1:${mock.port}`;
    const event = await sealed(mock.key, eventOf(mock, { id, title: "Sealed", context: true }));
    const push = async (ical: string) => (await pushTo(mock, ical)).results[0];
    expect(await push(event)).toMatchObject({ uid: id, verdict: "accepted" });
    expect(await push(event.replace("SUMMARY:Sealed", "SUMMARY:Forged"))).toMatchObject({
      verdict: "rejected",
    });
    await push(eventOf(mock, { id, title: "Unsigned", revision: 9 }));
    expect(await world.titles()).toContain("Sealed");
    expect(await world.titles()).not.toContain("Unsigned");
  });

  it("defer what is signed by a key that is not known yet, until the sender was asked for it", async () => {
    const mock = world.peer();
    const other = await createKey("somebody");
    mock.certificates.set(other.fingerprint, other.certificate);
    const id = `01KKVA7QHRJ4NWBEBJ1GVRGZ5N.${other.fingerprint}@elsewhere.example`;
    const event = await sealed(other, eventOf(mock, { id, title: "Of somebody else", context: true }));
    expect((await pushTo(mock, event)).results[0]?.verdict).toBe("deferred");
    await world.until(() => askedAt(mock, `/keys/${other.fingerprint}`).length > 0);
    await world.until(async () => (await pushTo(mock, event)).results[0]?.verdict === "accepted");
  });

  it("go on when a signing key is rotated: the sender is asked for its new one", async () => {
    const mock = world.peer();
    expect((await pushTo(mock, eventOf(mock))).status).toBe(200);
    mock.key = await rotateKey(mock.key);
    mock.certificates.set(mock.key.fingerprint, mock.key.certificate);
    const before = mock.asked.length;
    expect(await pushTo(mock, eventOf(mock, { revision: 2 }))).toMatchObject({
      status: 200,
      fault: undefined,
    });
    expect(askedAt(mock, "/keys/", before)).toHaveLength(1);
  });

  it("follow a node that has moved and says so by the key that is pinned", async () => {
    const mock = world.peer();
    const next = await world.stranger();
    await pushTo(mock, eventOf(mock));
    await moveTo(mock, next);
    const announce = () => pushTo(next, "", { said: { contentType: "text/calendar" } });
    // Two at once may be a node and a thief of its key.
    mock.hasLeft = false;
    expect(await announce()).toMatchObject({ status: 401, fault: "not-moved" });
    mock.hasLeft = true;
    expect(await announce()).toMatchObject({ status: 200, results: [] });
    expect(await world.cli("peers", "--json")).toContain(next.origin);
  });
});

describe("polls of a node that was written from PROTOCOL.md", () => {
  it("read its changes from the cursor on, each object by digest, and begin anew after another epoch", async () => {
    const mock = world.peer();
    for (const n of [1, 2, 3]) await hold(mock, eventOf(mock, { id: String(n), title: `Polled ${n}` }));
    expect(await world.poll(mock)).toMatchObject({ outcome: "changed" });
    expect((await world.titles()).filter((title) => title.startsWith("Polled"))).toHaveLength(3);
    const c1 = await hold(mock, eventOf(mock, { id: "2", title: "Polled anew", revision: 2 }));
    const before = mock.asked.length;
    await world.poll(mock);
    expect(await world.titles()).toContain("Polled anew");
    expect(askedAt(mock, "/changes", before)[0]).toMatch(/since=3.*epoch=mock-1/);
    const posted = mock.asked.slice(before).filter(({ method }) => method === "POST");
    expect(posted.map(({ body }) => body.toString())).toEqual([JSON.stringify({ digests: [c1] })]);
    mock.epoch = "mock-2";
    await hold(mock, eventOf(mock, { id: "4", title: "After a restore" }));
    await world.poll(mock);
    expect(await world.titles()).toContain("After a restore");
  });

  it("learn of a key from its changes", async () => {
    const mock = world.peer();
    await pushTo(mock, eventOf(mock));
    mock.newKeys.push({ seq: 7, fingerprint: mock.key.fingerprint });
    const before = mock.asked.length;
    await world.poll(mock);
    expect(askedAt(mock, `/keys/${mock.key.fingerprint}`, before)).toHaveLength(1);
    await world.poll(mock);
    expect(askedAt(mock, "/changes", before).at(-1)).toMatch(/since=7/);
  });

  it("find by digest what its changes withhold, and offer again what it has lost", async () => {
    const mock = world.peer("pushed to");
    const uid = await enterHere("To be lost");
    await world.until(() => mock.commons.standing().some((version) => version.uid === uid));
    mock.commons.lose(uid);
    await hold(mock, eventOf(mock, { title: "Withheld" }));
    mock.misbehave(({ target }, response) => {
      if (!target.startsWith("/discal/v1/changes")) return false;
      response.end(JSON.stringify({ epoch: mock.epoch, next: 0, more: false, items: [] }));
      return true;
    });
    await world.poll(mock);
    await world.poll(mock, "--compare");
    expect(await world.titles()).toContain("Withheld");
    await world.until(() => mock.commons.standing().some((version) => version.uid === uid));
  });
});

describe("the program's change log, as another node reads it", () => {
  it("goes by cursor and epoch; a cursor of another log is refused", async () => {
    const mock = world.peer();
    for (const n of [1, 2]) await pushTo(mock, eventOf(mock, { id: `page ${n}`, title: `Page ${n}` }));
    const read = async (query: string) => {
      const answer = await fetch(`${mock.program.endpoints["changes"]}${query}`);
      const message = answer.status === 200 ? "changes" : "problem";
      const said = requireValid<Record<string, unknown>>(message, await answer.json());
      return { status: answer.status, said };
    };
    const all = await read("");
    expect(all.said).toMatchObject({ epoch: mock.program.epoch, more: false });
    const uids: string[] = [];
    for (let since = 0, more = true; more;) {
      const { said } = await read(`?limit=1&since=${since}&epoch=${mock.program.epoch}`);
      uids.push(...(said["items"] as { uid: string }[]).map(({ uid }) => uid));
      [since, more] = [said["next"] as number, said["more"] as boolean];
    }
    expect(uids).toEqual((all.said["items"] as { uid: string }[]).map(({ uid }) => uid));
    expect(new Set(uids).size).toBe(uids.length);
    expect(await read("?since=1&epoch=other")).toMatchObject({ status: 409, said: { resync: true } });
    const future = await read(`?since=999999&epoch=${mock.program.epoch}`);
    expect(future).toMatchObject({
      status: 409,
      said: { resync: true, details: { epoch: mock.program.epoch } },
    });
    expect((await read("?since=1")).status).toBe(400);
    expect((await read("?limit=1001")).status).toBe(400);
  });
});

describe("the program's digest, as another node reads it", () => {
  it("holds in each bucket the fingerprint of what its list and its objects say", async () => {
    const at = `${world.url}/discal/v1/digest`;
    const digest = requireValid<{ fingerprints: string }>(
      "digest",
      await (await fetch(`${at}?buckets=4096`)).json(),
    );
    const all = Buffer.from(digest.fingerprints, "base64");
    const full = Array.from({ length: 4096 }, (_, n) => n).filter((n) => all.readBigUInt64BE(n * 16) !== 0n);
    expect(full.length).toBeGreaterThan(5);
    for (const bucket of full) {
      const { items } = requireValid<{ items: Marked[] }>(
        "digest-bucket",
        await (await fetch(`${at}/${bucket}`)).json(),
      );
      const listed = await Promise.all(
        items.flatMap(({ uid, versions }) => versions.map((each) => read(uid, each))),
      );
      expect(items.map(({ uid }) => bucketOf(uid))).toEqual(items.map(() => bucket));
      expect(fingerprintOf(listed)).toBe(all.subarray(bucket * 16, bucket * 16 + 16).toString("hex"));
    }
    expect((await fetch(`${at}/4096`)).status).toBe(400);
  });

  interface Marked {
    readonly uid: string;
    readonly versions: readonly Omit<Listed, "uid" | "reviseUrl">[];
  }

  /** A version by its mark, with what its bytes say. */
  async function read(uid: string, mark: Marked["versions"][number]): Promise<Listed> {
    const text = await (await fetch(`${world.url}/discal/v1/objects/${mark.c1}.ics`)).text();
    expect([exactDigest(text), semanticDigest(text)]).toEqual([mark.c1, mark.digest]);
    const reviseUrl = /^X-REVISE-URL:(.*)\r$/m.exec(text)?.[1] ?? "";
    return { ...mark, uid, reviseUrl };
  }
});

describe("push-register with a node that was written from PROTOCOL.md", () => {
  it("makes the program push, with the token that it was given", async () => {
    const mock = await world.stranger();
    const token = "mock-token-of-thirty-letters-1";
    mock.tokens.set(token, world.url);
    const id = await ask(mock, mock.program, { bearer: token });
    const status = async () => {
      const answer = await fetch(`${mock.program.endpoints["pushRegister"]}/${id}`);
      if (answer.status !== 200) return answer.status;
      return requireValid<{ state: string }>("push-register-status", await answer.json()).state;
    };
    await world.until(async () => (await status()) === "active");
    const uid = await enterHere("By token");
    await world.until(() => mock.commons.standing().some((version) => version.uid === uid));
    expect(mock.asked.at(-1)?.headers).toMatchObject({ authorization: `Bearer ${token}` });
    const gone = await fetch(`${mock.program.endpoints["pushRegister"]}/${id}`, { method: "DELETE" });
    expect([gone.status, await status()]).toEqual([204, "gone"]);
  });

  it.each([
    ["by signature", []],
    ["by a token of the program's", ["--bearer"]],
  ] as const)("lets a node push that the program has asked: %s", async (_, flags) => {
    const mock = await world.stranger();
    await world.cli("peers", "register", mock.origin, "--yes", ...flags);
    await world.until(() => mock.askedBy.size > 0);
    const [[id, { body }] = ["", { body: "{}" }]] = [...mock.askedBy];
    expect(await verify(mock, id)).toBe(true);
    const { bearer } = JSON.parse(body) as { bearer: string | null };
    const event = eventOf(mock, { title: `Registered ${flags.length}` });
    const pushed =
      bearer === null ? await pushTo(mock, event) : await pushByToken(mock.program, bearer, event);
    expect(pushed.results).toMatchObject([{ verdict: "accepted" }]);
    await world.until(async () => (await world.cli("peers", "registrations", "--json")).includes('"active"'));
  });
});

describe("people's changes between a node that was written from PROTOCOL.md and the real program", () => {
  it("are reported to the origin of the event", async () => {
    const mock = world.peer();
    await pushTo(mock, eventOf(mock, { title: "To be changed" }));
    await world.cli("events", "edit", `1@127.0.0.1:${mock.port}`, "--title", "Changed elsewhere");
    await world.until(() => mock.commons.standing().length > 0);
    expect(askedAt(mock, "POST /discal/revise")).toHaveLength(1);
    expect(mock.commons.standing()).toMatchObject([{ revision: 2, by: "person" }]);
  });

  it("that a stranger reports are proposals", async () => {
    const mock = await world.stranger();
    const uid = await enterHere("Of the program");
    const [{ c1 } = { c1: "" }] = await versionsOf(uid);
    const stands = await (await fetch(`${world.url}/discal/v1/objects/${c1}`)).text();
    const edit = stands
      .replace("SUMMARY:Of the program", "SUMMARY:Proposed")
      .replace("X-REVISION:0", "X-REVISION:1");
    const reported = await pushTo(mock, edit, { said: { target: "/discal/revise" } });
    expect(reported).toMatchObject({ status: 200, results: [{ uid, verdict: "held" }] });
    expect(await world.titles()).not.toContain("Proposed");
  });

  it("are entered by their own signature, once", async () => {
    const mock = await world.stranger();
    const anna = await createKey("anna");
    await world.cli("authors", "add", fileIn(world.folder, "anna.asc", anna.certificate), "--name", "Anna");
    const event = eventOf(mock, { title: "By Anna" }).replaceAll(/^(UID|X-).*\r\n/gm, "");
    const entered = await enter(mock.program, anna, event);
    expect(entered.results).toMatchObject([{ verdict: "accepted", revision: 0 }]);
    expect(await world.titles()).toContain("By Anna");
    expect((await enter(mock.program, anna, event, entered.created)).results).toMatchObject([
      { verdict: "duplicate" },
    ]);
    expect(await enter(mock.program, await createKey("eve"), event)).toMatchObject({
      status: 401,
      fault: "unknown-author",
    });
  });
});

async function versionsOf(uid: string): Promise<readonly { c1: string }[]> {
  const answer = await fetch(`${world.url}/discal/v1/changes`);
  const { items } = (await answer.json()) as { items: { uid: string; versions: { c1: string }[] }[] };
  return items.find((item) => item.uid === uid)?.versions ?? [];
}
