import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { DomainError } from "../../../src/core/model/domain-error.ts";
import { against } from "../../support/threat.ts";

/** Loads with `/srv` as the current folder and these files in it. */
function load(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
  file: string | null = null,
) {
  return loadConfig({ file, env, cwd: "/srv", read: (path) => files[path] ?? null });
}

const peers = (text: string) => ({ "/srv/peers.yaml": text });

function complaints(text: string, env: Readonly<Record<string, string>> = {}): readonly string[] {
  try {
    load(peers(text), env);
    return [];
  } catch (error) {
    if (error instanceof DomainError && error.problem === "invalid") return error.message.split("\n");
    throw error;
  }
}

describe("where the settings come from", () => {
  const files = {
    "/srv/peers.yaml": "node: {name: usual}",
    "/srv/other.yaml": "node: {name: other}",
    "/etc/discal/third.yaml": "node: {name: third}",
  };

  test("--config goes before DISCAL_CONFIG, and that before ./peers.yaml", () => {
    const env = { DISCAL_CONFIG: "/etc/discal/third.yaml" };
    expect(load(files, env, "other.yaml").node.name).toBe("other");
    expect(load(files, env).node.name).toBe("third");
    expect(load(files).node.name).toBe("usual");
  });

  test("without any file the node is the sample, in a folder of its own", () => {
    expect(load({})).toMatchObject({
      file: null,
      sample: true,
      sites: [],
      node: { data: "/srv/data/sample" },
    });
    expect(load({}, { DISCAL_DATA: "/var/d" }).node.data).toBe("/var/d/sample");
  });

  test.each([
    [{}, "missing.yaml"],
    [{ DISCAL_CONFIG: "missing.yaml" }, null],
  ])("a named file that is not there is an error: %j %s", (env, file) => {
    expect(() => load({}, env, file)).toThrow(
      "missing.yaml: no such file; `npx discal init` writes a first one",
    );
  });

  test("an empty file is a node without sites", () => {
    expect(load(peers("# nothing\n"))).toMatchObject({ sample: false, sites: [] });
  });
});

describe("defaults and the environment", () => {
  test("what the file leaves out has a default", () => {
    expect(load(peers("")).node).toEqual({
      url: "http://127.0.0.1:8080",
      contact: null,
      authority: "open",
      name: "DisCal",
      listen: { host: "127.0.0.1", port: 8080 },
      data: "/srv/data",
      secretKey: "/srv/data/secret.key",
      timezone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
  });

  test("the environment goes before the file; an empty variable says nothing", () => {
    const file = peers("node: {url: 'https://a.example/', listen: '0.0.0.0:1000', data: ../d}");
    const env = { DISCAL_URL: "https://b.example", DISCAL_PORT: "2000", DISCAL_DATA: "e" };
    expect(
      load(file, { DISCAL_URL: "", DISCAL_PORT: "", DISCAL_DATA: "", DISCAL_CONFIG: "" }).node,
    ).toMatchObject({
      url: "https://a.example",
      listen: { host: "0.0.0.0", port: 1000 },
      data: "/d",
    });
    expect(load(file, env).node).toMatchObject({
      url: "https://b.example",
      listen: { host: "0.0.0.0", port: 2000 },
      data: "/srv/e",
    });
  });

  test("the secret key is in the data folder, unless it is kept elsewhere", () => {
    const key = (file: string, env = {}) => load(peers(file), env).node.secretKey;
    expect(key("node: {data: ../d}")).toBe("/d/secret.key");
    expect(key("node: {secret_key: ../etc/key}")).toBe("/etc/key");
    expect(key("node: {secret_key: key}", { DISCAL_SECRET_KEY: "/run/key" })).toBe("/run/key");
  });

  test("the default URL follows the port, and data stands beside the configuration file", () => {
    const { node } = load({ "/etc/discal/peers.yaml": "" }, { DISCAL_PORT: "9" }, "/etc/discal/peers.yaml");
    expect(node).toMatchObject({ url: "http://127.0.0.1:9", data: "/etc/discal/data" });
  });

  test("a site of which only the URL is told", () => {
    expect(load(peers("sites: [{url: 'webcal://feeds.example/a.ics#x'}]")).sites).toEqual([
      {
        kind: "feed",
        url: "https://feeds.example/a.ics",
        name: "feeds.example",
        declared: "file",
        position: 0,
        poll: "1h",
        tags: [],
        lead: "person",
        push: false,
        accept: false,
        fingerprint: null,
        filterIn: null,
        filterOut: null,
        quota: null,
      },
    ]);
  });

  test.each(["sites", "peers"])("a name of %s is no address, which may be a secret", (section) => {
    const entry = "{url: 'https://a.example', name: 'https://a.example/private-0a1b2c/basic.ics'}";
    expect(() => load(peers(`${section}: [${entry}]`))).toThrow(
      `${section}[0].name: expected a name for people, who are all shown it, not an address`,
    );
  });

  test("peers come after sites, by their origin, with a fingerprint as gpg prints it", () => {
    const { sites } = load(
      peers(`
peers:
  - {url: "https://b.example:443/", poll: false, push: false, fingerprint: "abcd abcd abcd abcd abcd  abcd abcd abcd abcd abcd"}
sites:
  - {url: "https://a.example/1", poll: "0 6 * * *", tags: [x, y, x], lead: source}
  - {url: "https://a.example/2", name: Two}
`),
    );
    expect(sites.map(({ url, position }) => [url, position])).toEqual([
      ["https://a.example/1", 0],
      ["https://a.example/2", 1],
      ["https://b.example", 2],
    ]);
    expect(sites[0]).toMatchObject({ poll: "0 6 * * *", tags: ["x", "y"], lead: "source" });
    expect(sites[2]).toMatchObject({
      kind: "peer",
      poll: null,
      push: false,
      accept: true,
      fingerprint: "ABCD".repeat(10),
    });
  });

  test("the whole configuration is frozen", () => {
    const config = load(peers("sites: [{url: 'https://a.example/1'}]"));
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.node.listen)).toBe(true);
    expect(Object.isFrozen(config.sites[0]?.tags)).toBe(true);
  });
});

describe("errors", () => {
  test("all are listed, with file, line, key and what was expected", () => {
    const text = `node:
  nam: Foo
  listen: 8080
network:
  allow: [10.0.0.0/8, 10.0.0.0/33]
sites:
  - url: https://feeds.example/x.ics
    pol: 1h
  - name: without address
peers:
  - url: https://a.example/path
    colour: blue
`;
    expect(complaints(text, { DISCAL_PORT: "http", DISCAL_URL: "calendar.example" })).toEqual([
      'DISCAL_URL: expected an origin such as "https://calendar.example", without path; found "calendar.example"',
      'DISCAL_PORT: expected a port from 0 to 65535; found "http"',
      'peers.yaml:2: node.nam: unknown key; did you mean "name"?',
      'peers.yaml:3: node.listen: expected host:port such as "127.0.0.1:8080" or "[::]:8080"; found 8080',
      'peers.yaml:5: network.allow[1]: expected a range such as "10.0.0.0/8" or "fd00::/8"; found "10.0.0.0/33"',
      'peers.yaml:8: sites[0].pol: unknown key; did you mean "poll"?',
      'peers.yaml:9: sites[1].url: expected the address of a feed such as "https://example.org/events.ics"; missing',
      'peers.yaml:11: peers[0].url: expected an origin such as "https://calendar.example", without path; found "https://a.example/path"',
      "peers.yaml:12: peers[0].colour: unknown key; expected one of url, name, poll, push, accept, fingerprint, tags, quota, filters",
    ]);
  });

  test(
    "what is secret in an address is not repeated, as the message may stand in a log",
    against(
      "supply",
      "a password or a private address in the settings ends up in a log",
      "messages leave them out",
    ),
    () => {
      const text = `sites:
  - url: https://anna:hunter2@cal.example/a.ics
  - url: htp://cal.example/a.ics?key=hunter2
notify: { mail: { server: "smtp://anna:hunter2@a b", from: a@b.example, to: [c@d.example] } }
`;
      const said = complaints(text, {
        DISCAL_SMTP: "smtp://anna:hunter2@a b",
        DISCAL_URL: "https://anna:hunter2@calendar.example",
      });
      expect(said).toHaveLength(5);
      expect(said.join("\n")).not.toContain("hunter2");
      expect(said.join("\n")).toContain('found "https://…@cal.example/a.ics"');
    },
  );

  test("a file that was named otherwise is called as it was named", () => {
    expect(() => load({ "/srv/conf/my.yaml": "x: 1" }, {}, "conf/my.yaml")).toThrow(
      /^conf\/my\.yaml:1: x: unknown key/,
    );
  });

  test.each([
    ["- a list", "expected a mapping of options; found a list"],
    ["node: text", 'node: expected a mapping of options; found "text"'],
    ["sites: {url: x}", "sites: expected a list of sites; found a mapping"],
    ["node: {url: ftp://a.example}", "node.url: expected an origin"],
    ["node: {url: 'https://me:pw@a.example'}", "node.url: expected an origin"],
    ["node: {url: 'https://a.example?x'}", "node.url: expected an origin"],
    ["node: {name: 2026}", "in quotes where it looks like a number); found 2026"],
    ["node: {name: ''}", 'found ""'],
    ["node: {listen: '127.0.0.1:65536'}", "node.listen: expected host:port"],
    ["node: {timezone: Mars/Olympus}", "node.timezone: expected an IANA time zone"],
    ["node: {timezone: '+01:00'}", "node.timezone: expected an IANA time zone"],
    ["network: {allow: localhost}", "network.allow: expected a list of ranges"],
    ["network: {allow: [127.1/8]}", "network.allow[0]: expected a range"],
    ["network: {proxies: [proxy.lan]}", "network.proxies[0]: expected a range"],
    ["node: {contact: me@a.example}", "node.contact: expected a URL"],
    ["node: {contact: 'http://a.example'}", "node.contact: expected a URL"],
    ["node: {contact: 'mailto:a.example'}", "node.contact: expected a URL"],
    ["sites: [{url: /etc/passwd}]", "sites[0].url: expected the address of a feed"],
    ["sites: [{url: 'https://a.example', poll: true}]", "sites[0].poll: expected an interval of 10s to 60d"],
    ["sites: [{url: 'https://a.example', poll: 1y}]", 'or false; found "1y"'],
    [
      "sites: [{url: 'https://a.example', lead: me}]",
      'sites[0].lead: expected "person" or "source"; found "me"',
    ],
    ["sites: [{url: 'https://a.example', tags: ['a,b']}]", "sites[0].tags[0]: expected a tag"],
    ["peers: [{url: 'https://a.example', push: 'yes'}]", "peers[0].push: expected true or false"],
    [
      "peers: [{url: 'https://a.example', fingerprint: ABCD}]",
      "peers[0].fingerprint: expected the fingerprint",
    ],
    ["node: {name: a}\nnode: {name: b}", "this key stands here twice"],
    ["node: !!python/object x", "Unresolved tag"],
    ["node: {", "flow"],
    ["a: 1\n---\nb: 2", "documents"],
    [`node: {name: ${"a".repeat(2 ** 20)}}`, "longer than 1 MiB"],
  ])("%.60s", (text, expected) => {
    expect(complaints(text).join("\n").toLowerCase()).toContain(expected.toLowerCase());
  });

  test.each([
    [
      "the same feed in two spellings",
      "sites: [{url: x:y}, {url: 'https://a.example/x'}, {url: 'webcal://A.example:443/x'}]",
      "sites[2].url: the same address as sites[1]",
    ],
    [
      "the same peer twice",
      "peers: [{url: 'https://a.example'}, {url: 'https://a.example/'}]",
      "peers[1].url: the same address as peers[0]",
    ],
    [
      "the node as its own peer",
      "node: {url: 'https://a.example'}\npeers: [{url: 'https://a.example/'}]",
      "peers[0].url: this is the node itself",
    ],
  ])("%s", (_, text, expected) => {
    expect(complaints(text)).toContainEqual(expect.stringContaining(expected));
  });

  test("the node as its own peer by DISCAL_URL", () => {
    const found = complaints("peers: [{url: 'https://a.example'}]", { DISCAL_URL: "https://a.example" });
    expect(found).toEqual([expect.stringContaining("this is the node itself")]);
  });

  test("aliases can't make a small file large", () => {
    const levels = "abcdefgh".split("").map((name, index, all) => {
      const inner = index === 0 ? "x" : `*${all[index - 1]}`;
      return `${name}: &${name} [${Array.from({ length: 10 }, () => inner).join(", ")}]`;
    });
    expect(complaints(levels.join("\n"))).toEqual([expect.stringMatching(/alias/i)]);
  });
});

describe("plain http:", () => {
  const feed = (url: string, allow: string) =>
    complaints(`network: {allow: [${allow}]}\nsites: [{url: '${url}'}]`);

  test.each([
    ["http://feeds.example/x", ""],
    ["http://8.8.8.8/x", ""],
    ["http://127.0.0.1/x", ""],
    ["http://127.0.0.1/x", "10.0.0.0/8"],
    ["http://localhost/x", "10.0.0.0/8"],
    ["http://[::1]/x", "127.0.0.0/8"],
  ])("%s is refused where [%s] is allowed", (url, allow) => {
    expect(feed(url, allow)).toEqual([
      expect.stringMatching(/^peers\.yaml:2: sites\[0\]\.url: plain http: is only/),
    ]);
  });

  test.each([
    ["http://127.0.0.1/x", "127.0.0.0/8"],
    ["http://localhost/x", "127.0.0.0/8"],
    ["http://[::1]/x", "'::1/128'"],
    ["http://feeds.lan/x", "10.0.0.0/8"],
    ["https://feeds.example/x", ""],
  ])("%s is taken where [%s] is allowed", (url, allow) => {
    expect(feed(url, allow)).toEqual([]);
  });

  test("is the node's own only on this machine and within network.allow", () => {
    expect(complaints("node: {url: 'http://localhost:8080'}")).toEqual([]);
    expect(complaints("node: {url: 'http://10.0.0.1:8080'}\nnetwork: {allow: [10.0.0.0/8]}")).toEqual([]);
    expect(complaints("node: {url: 'http://a.example'}")).toEqual([
      expect.stringContaining("node.url: plain http:"),
    ]);
    expect(complaints("", { DISCAL_URL: "http://a.example" })).toEqual([
      expect.stringContaining("DISCAL_URL: plain http:"),
    ]);
  });
});

describe("proxies", () => {
  const found = (listen: string, proxies: string) =>
    complaints(`node: {listen: '${listen}'}\nnetwork: {proxies: [${proxies}]}`);

  test.each([
    ["127.0.0.1:8080", "127.0.0.1"],
    ["[::1]:8080", "'::1'"],
    ["localhost:8080", "127.0.0.0/8, 10.0.0.1"],
    ["0.0.0.0:8080", "10.0.0.1"],
  ])("of a node that listens on %s may be [%s]", (listen, proxies) => {
    expect(found(listen, proxies)).toEqual([]);
  });

  test.each([
    ["127.0.0.1:8080", "10.0.0.1", "node.listen is 127.0.0.1, where only this machine calls"],
    ["0.0.0.0:8080", "10.0.0.1, 0.0.0.0/0", "a range of all addresses would believe everybody"],
    ["0.0.0.0:8080", "'::/0'", "a range of all addresses would believe everybody"],
  ])("of a node that listens on %s may not be [%s]", (listen, proxies, expected) => {
    expect(found(listen, proxies)).toEqual([expect.stringContaining(`network.proxies: ${expected}`)]);
  });
});
