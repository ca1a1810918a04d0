import { describe, expect, test } from "vitest";
import { filterOf, filterWords } from "../../../src/config/filter-options.ts";
import { loadConfig } from "../../../src/config/load.ts";

const load = (text: string, env: Readonly<Record<string, string>> = {}) =>
  loadConfig({ file: "/srv/peers.yaml", env, cwd: "/srv", read: () => text });

function complaint(text: string, env: Readonly<Record<string, string>> = {}): string {
  try {
    load(text, env);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

const peer = (filters: string) => `peers: [{url: "https://a.example", filters: ${filters}}]`;

describe("filters", () => {
  test("are null where nothing is asked for", () => {
    for (const said of ["{}", "{in: , out: {}}", "{in: null}"]) {
      expect(load(peer(said)).sites[0]).toMatchObject({ filterIn: null, filterOut: null });
    }
  });

  test("are read in the terms of the model, and written as they are read", () => {
    const said =
      "{tags: [music], without_tags: [ads], near: {latitude: 47, longitude: -15.5, radius: 5000}, hops: 0, " +
      "origins: ['*.example'], without_origins: ['a.example:8443'], size: 100, text: open air}";
    const filter = load(peer(`{in: ${said}}`)).sites[0]?.filterIn ?? null;
    expect(filter).toEqual({
      tags: ["music"],
      withoutTags: ["ads"],
      near: { latitude: 47, longitude: -15.5, radius: 5000 },
      hops: 0,
      origins: ["*.example"],
      withoutOrigins: ["a.example:8443"],
      bytes: 100,
      text: "open air",
    });
    expect(filterOf(filterWords(filter))).toEqual(filter);
    expect(filterWords(null)).toBeNull();
  });

  test.each([
    ["{in: {tags: []}}", "in.tags: expected a list of 1 to 100 tags"],
    [
      "{in: {tags: music}}",
      'in.tags: expected a list of 1 to 100 tags such as ["music", "free"]; found "music"',
    ],
    ["{in: {tag: [music]}}", 'in.tag: unknown key; did you mean "tags"?'],
    ["{out: {hops: -1}}", "out.hops: expected a number of hops from 0 to 2147483647; found -1"],
    ["{out: {hops: 1.5}}", "out.hops: expected a number of hops"],
    ["{out: {size: 0}}", "out.size: expected a number of octets from 1 to 1048576; found 0"],
    ["{out: {origins: ['https://a.example']}}", "out.origins[0]: expected a host such as"],
    ["{out: {origins: ['a.*']}}", "out.origins[0]: expected a host such as"],
    ["{out: {origins: ['*.a.example:80']}}", "out.origins[0]: expected a host such as"],
    ["{out: {text: '?!'}}", "out.text: expected words of 1 to 200 characters"],
    [
      "{out: {near: {latitude: 91, longitude: 0, radius: 1}}}",
      "near.latitude: expected degrees from -90 to 90",
    ],
    [
      "{out: {near: {latitude: 9, longitude: 0}}}",
      "near.radius: expected metres from 1 to 20100000; missing",
    ],
    ["{inn: {}}", "unknown key"],
  ])("%s is refused", (said, expected) => {
    expect(complaint(peer(said))).toContain(expected);
  });

  test("of a feed are none for what goes out", () => {
    const said = 'sites: [{url: "https://a.example/x", filters: {out: {hops: 1}}}]';
    expect(complaint(said)).toContain("sites[0].filters.out: unknown key");
  });
});

describe("policies", () => {
  test("are in the order of the file, of all sites and events unless they say which", () => {
    const { policies } = load(
      "policies: [{action: show, verdict: deny}, {action: forward, actor: '*.example', scope: 'origin:*.b.example', verdict: allow}, {action: register, verdict: ask}]",
    );
    expect(policies).toEqual([
      { action: "show", actor: "*", scope: "*", verdict: "deny" },
      { action: "forward", actor: "*.example", scope: "origin:*.b.example", verdict: "allow" },
      { action: "register", actor: "*", scope: "*", verdict: "ask" },
    ]);
  });

  test.each([
    ["{action: hide, verdict: deny}", 'policies[0].action: expected "show", "forward", "push" or "register"'],
    ["{action: show}", 'policies[0].verdict: expected "allow", "deny" or, of register, "ask"; missing'],
    ["{action: show, verdict: ask}", 'policies[0].verdict: expected "allow" or "deny"; only of register'],
    [
      "{action: push, scope: 'tag:x', verdict: deny}",
      'policies[0].scope: expected "*" where the action is push',
    ],
    ["{action: show, scope: 'tag:', verdict: deny}", 'policies[0].scope: expected "*", "tag:NAME"'],
    ["{action: show, scope: 'origin:a/b', verdict: deny}", 'policies[0].scope: expected "*", "tag:NAME"'],
    ["{action: show, actor: 'https://a.example', verdict: deny}", "policies[0].actor: expected a host"],
  ])("%s is refused", (row, expected) => {
    expect(complaint(`policies: [${row}]`)).toContain(expected);
  });
});

describe("registration, brake and authority", () => {
  test("have defaults", () => {
    const { registration, brake, quota, node, notify } = load("");
    expect(registration).toEqual({ answer: "ask", lease: 864_000_000 });
    expect([brake, quota, node.authority]).toEqual([200, 200_000, "open"]);
    expect(notify).toEqual({ webHook: null, mail: null });
  });

  test("are as the file says", () => {
    const { registration, brake, node } = load(
      "node: {authority: locked}\nregistration: {answer: allow, lease: 12h}\nbrake: 3",
    );
    expect(registration).toEqual({ answer: "allow", lease: 43_200_000 });
    expect([brake, node.authority]).toEqual([3, "locked"]);
  });

  test.each([
    ["registration: {lease: 31d}", "registration.lease: expected a time of 1h to 30d"],
    ["registration: {lease: 59m}", "registration.lease: expected a time of 1h to 30d"],
    ["registration: {lease: '0 6 * * *'}", "registration.lease: expected a time of 1h to 30d"],
    ["registration: {answer: maybe}", 'registration.answer: expected "allow", "ask" or "deny"'],
    ["quota: 0", "quota: expected a number of events from 1 to 100000000; found 0"],
    ["brake: 0", "brake: expected a number of events from 1 to 1000000; found 0"],
    ["node: {authority: closed}", 'node.authority: expected "open" or "locked"'],
  ])("%s is refused", (text, expected) => {
    expect(complaint(text)).toContain(expected);
  });
});

describe("where people are told", () => {
  const mail = (more: string) => `notify: {mail: {from: a@b.example, to: [c@d.example], ${more}}}`;

  test("is what the file says, and the environment goes before it", () => {
    const text = mail("server: 'smtp://mail.example:587'");
    const said = { from: "a@b.example", to: ["c@d.example"] };
    expect(load(text).notify.mail).toEqual({ ...said, server: "smtp://mail.example:587" });
    const env = { DISCAL_SMTP: "smtps://me:secret@mail.example" };
    expect(load(text, env).notify.mail).toEqual({ ...said, server: "smtps://me:secret@mail.example" });
    expect(load(mail(""), env).notify.mail?.server).toBe("smtps://me:secret@mail.example");
    expect(load("", env).notify.mail).toBeNull();
  });

  test("is nowhere without a mail server", () => {
    expect(complaint(mail(""))).toContain("notify.mail.server: missing; give it here");
  });

  test.each([
    ["in the file", mail("server: 'https://me:secret@mail.example'"), {}],
    ["with a path", mail("server: 'smtp://me:secret@mail.example/x'"), {}],
    ["in the environment", "", { DISCAL_SMTP: "me:secret@mail.example" }],
  ])("is refused %s without telling the password", (_, text, env) => {
    expect(complaint(text, env)).toContain("expected a mail server such as");
    expect(complaint(text, env)).not.toContain("secret");
  });

  test.each([
    ["notify: {web_hook: 'http://hook.example/'}", "notify.web_hook: plain http: is only for addresses"],
    ["notify: {web_hook: 'webcal://hook.example/'}", "notify.web_hook: expected an https: URL"],
    ["notify: {mail: {server: 'smtp://m', from: a, to: [b@c]}}", "notify.mail.from: expected a mail address"],
    ["notify: {mail: {server: 'smtp://m', from: a@b, to: []}}", "notify.mail.to: expected a list of 1 to 20"],
  ])("%s is refused", (text, expected) => {
    expect(complaint(text)).toContain(expected);
  });
});
