import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import { uidToSegment } from "../../src/sinks/event-path.ts";
import { vcalendar, vevent } from "../support/calendar-text.ts";
import { createCluster } from "../support/cluster.ts";
import { pathsOf } from "../support/paths.ts";
import { discal, freePort, serveProgram, temporaryFolder, until } from "../support/program.ts";
import { against } from "../support/threat.ts";

/** Stands in everything that may never leave: what is private, and who attends. */
const CANARY = /zqx7\w*/gi;
/** Stands in what was public until its feed made it private. */
const ONCE = /wqv3\w*/gi;

/** Every property that says something, each with a canary of its own. */
function telling(canary: string): readonly string[] {
  const say = (where: string) => `${canary}${where}`;
  return [
    `SUMMARY:${say("summary")}`,
    `DESCRIPTION:${say("description")}`,
    `LOCATION:${say("location")}\\, ${say("street")}`,
    `CATEGORIES:${say("tag")}`,
    `URL:https://${say("url")}.example/`,
    `ORGANIZER;CN=${say("cn")}:mailto:${say("organizer")}@a.example`,
    `ATTENDEE;CN=${say("guest")}:mailto:${say("attendee")}@a.example`,
    `CONTACT:${say("contact")}`,
    `COMMENT:${say("comment")}`,
    `ATTACH;FMTTYPE=image/png:https://${say("attach")}.example/a.png`,
    `IMAGE;VALUE=URI:https://${say("image")}.example/a.png`,
    `X-ALT-DESC;FMTTYPE=text/html:<p>${say("html")}</p>`,
    `X-NOTE;X-WHO="${say("parameter")}":${say("note")}`,
  ];
}

/** Who comes, said wherever programs say it. */
const guests = [
  "ATTENDEE;CN=zqx7one;PARTSTAT=ACCEPTED:mailto:zqx7two@a.example",
  'ATTENDEE;SENT-BY="mailto:zqx7three@a.example":urn:uuid:zqx7four',
  "REQUEST-STATUS:2.8;Success;ATTENDEE:mailto:zqx7five@a.example",
  "X-MOZ-INVITED-ATTENDEE:mailto:zqx7six@a.example",
  'X-CALENDARSERVER-ATTENDEE-COMMENT;X-CALENDARSERVER-ATTENDEE-REF="mailto:zqx7seven@a.example":zqx7eight',
  "BEGIN:VALARM",
  "ACTION:EMAIL",
  "TRIGGER:-PT1H",
  "SUMMARY:Soon",
  "DESCRIPTION:Soon",
  "ATTENDEE:mailto:zqx7nine@a.example",
  "END:VALARM",
  "BEGIN:PARTICIPANT",
  "UID:speaker",
  "PARTICIPANT-TYPE:SPEAKER",
  "CALENDAR-ADDRESS:mailto:zqx7ten@a.example",
  "END:PARTICIPANT",
];

const START = `DTSTART:${new Date().getUTCFullYear() + 1}0316T190000Z`;
const evening = vevent("evening@a.example", START, "SUMMARY:Evening of songs", ...guests);
const secret = (name: string, ...lines: readonly string[]) =>
  vevent(`zqx7${name}@a.example`, START, ...telling(`zqx7${name}`), ...lines);
const privates = [
  ...secret("private", "CLASS:PRIVATE"),
  ...secret("confidential", "CLASS:CONFIDENTIAL"),
  ...secret("staff", "CLASS:X-STAFF"),
  ...secret("lower", "class:private"),
];
const turning = (...lines: readonly string[]) => vevent("turning@a.example", START, ...lines);
const series = vevent(
  "series@a.example",
  START,
  "RRULE:FREQ=WEEKLY;COUNT=3",
  ...telling("wqv3s").filter((line) => !line.startsWith("ATTENDEE")),
);
const override = vevent(
  "series@a.example",
  START.replace("DTSTART", "RECURRENCE-ID"),
  START.replace("T19", "T20"),
  ...telling("zqx7o"),
  "CLASS:PRIVATE",
);

const before = vcalendar(
  ...evening,
  ...privates,
  ...turning(...telling("wqv3t").filter((line) => !line.startsWith("ATTENDEE"))),
  ...series,
);
const after = vcalendar(
  ...evening,
  ...privates,
  ...turning(...telling("zqx7t"), "CLASS:PRIVATE"),
  ...series,
  ...override,
);

/** Other doors do not look at tokens. */
const knowsRoles = (path: string) => path.startsWith("/api/") || path === "/metrics";

interface Answer {
  readonly door: string;
  readonly text: string;
}

it(
  "lets nothing that is private, and no attendee, out by any door of the real program",
  {
    timeout: 240_000,
    ...against(
      "privacy",
      "somebody looks for what is private, or was made private, at every door",
      "it is refused on entry, and taken back when it becomes private",
    ),
  },
  async ({ task }) => {
    using folder = temporaryFolder();
    await using scope = new AsyncDisposableStack();
    let feed = before;
    const hooked: string[] = [];
    const outside = createServer((request, response) => {
      if (request.method === "GET") response.writeHead(200, { "content-type": "text/calendar" }).end(feed);
      else
        request
          .setEncoding("utf8")
          .on("data", (text: string) => hooked.push(text))
          .on("end", () => response.end());
    }).listen(0, "127.0.0.1");
    await once(outside, "listening");
    scope.defer(() => void outside.close());
    const origin = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
    const [port, peer] = await Promise.all([freePort(), freePort()]);
    const url = `http://127.0.0.1:${port}`;
    const configure = (name: string, own: number, ...lines: readonly string[]) =>
      writeFileSync(
        join(folder.path, `${name}.yaml`),
        [
          `node: { name: ${name}, url: "http://127.0.0.1:${own}", listen: "127.0.0.1:${own}", data: ${name} }`,
          "network: { allow: [127.0.0.0/8] }",
          ...lines,
          "",
        ].join("\n"),
      );
    configure(
      "anna",
      port,
      `sites: [{ url: "${origin}/feed.ics", name: Library }]`,
      `peers: [{ url: "http://127.0.0.1:${peer}", poll: false }]`,
      `notify: { web_hook: "${origin}/hook" }`,
    );
    configure("ben", peer, `peers: [{ url: "${url}", poll: false, push: false }]`);
    const here = { cwd: folder.path, env: { DISCAL_LOG: "trace" } };
    const run = async (...command: readonly string[]): Promise<Answer> => {
      const { out, err } = await discal([...command, "--config", "anna.yaml"], here);
      return { door: command.join(" "), text: out + err };
    };
    const anna = scope.use(await serveProgram(["--config", "anna.yaml"], here));
    const ben = scope.use(await serveProgram(["--config", "ben.yaml"], here));
    const tokens = new Map<string, string>();
    for (const role of ["reader", "editor", "admin"])
      tokens.set(role, (await run("token", "create", role, "--role", role)).text.split("\n", 1)[0] ?? "");
    const ask = async (role: string, method: string, path: string, body?: string, type = "text/calendar") => {
      const token = tokens.get(role);
      const headers = {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "Content-Type": type }),
      };
      const answer = await fetch(url + path, {
        method,
        headers,
        redirect: "manual",
        ...(body !== undefined && { body }),
      });
      const text = `${[...answer.headers].join("\n")}\n\n${await answer.text()}`;
      return {
        door: `${role}: ${method} ${path}`,
        text: text.replaceAll(/\r\n[ \t]/g, ""),
        status: answer.status,
      };
    };
    const atBen = async () => (await fetch(`http://127.0.0.1:${peer}/feed.ics`)).text();
    const said = () => `${anna.err()}\n---\n${ben.err()}`;

    const json = async (path: string): Promise<unknown> => (await fetch(url + path)).json();
    const [site] = ((await json("/api/v1/sites")) as { items: [{ id: number }] }).items;
    await ask("admin", "POST", `/api/v1/sites/${site.id}/poll`);
    await until(async () => /wqv3tsummary/.test(await atBen()), said);
    feed = after;
    const answers: Answer[] = [await ask("admin", "POST", `/api/v1/sites/${site.id}/poll`)];
    await until(async () => !/wqv3/.test(await atBen()), said);

    // What a person enters, imports or changes.
    const unnamed = (lines: readonly string[]) => lines.filter((line) => !line.startsWith("UID:"));
    const hidden = vcalendar(...secret("entered", "CLASS:PRIVATE"));
    const nameless = vcalendar(...unnamed(secret("nameless", "CLASS:PRIVATE")));
    const open = vcalendar(...unnamed(vevent("", START, "SUMMARY:Mine", ...guests)));
    writeFileSync(join(folder.path, "hidden.ics"), hidden);
    const entered = await ask("editor", "POST", "/api/v1/events", open);
    expect(entered.status).toBe(201);
    answers.push(
      entered,
      await ask("editor", "POST", "/api/v1/events", hidden),
      await ask("editor", "POST", "/api/v1/events", nameless),
      await ask("editor", "PUT", "/api/v1/files/hidden.ics", hidden),
      await ask(
        "editor",
        "PUT",
        "/api/v1/events/evening@a.example",
        hidden.replace("zqx7entered@a.example", "evening@a.example"),
      ),
      await ask(
        "admin",
        "POST",
        "/api/v1/sites/preview",
        JSON.stringify({ url: `${origin}/feed.ics` }),
        "application/json",
      ),
      await ask("nobody", "POST", "/discal/enter-event", hidden),
      await ask("nobody", "POST", "/discal/revise", hidden),
      await run("import", "hidden.ics"),
      await run("events", "add", "hidden.ics"),
    );

    // Every door that is read, by anybody and with every role.
    await using cluster = await createCluster({ push: { a: ["b"] } });
    const { items } = (await json("/discal/v1/changes")) as {
      items: { uid: string; versions: { c1: string }[] }[];
    };
    const uids = [...items.map(({ uid }) => uid), "none@a.example"];
    const segments = uids.map(uidToSegment);
    const paths = pathsOf(cluster.node("a").routes, {
      uid: segments,
      segment: segments,
      file: segments.map((segment) => `${segment}.ics`),
      name: items.flatMap(({ versions }) => versions.flatMap(({ c1 }) => [c1, `${c1}.sig`])),
    });
    const everything = [
      "/?from=2000-01-01",
      "/events.json?from=2000-01-01",
      "/?q=weekly",
      "/?cursor=x",
      "/?from=x",
    ];
    for (const role of ["nobody", ...tokens.keys()])
      for (const path of [...paths, ...everything].filter((each) => role === "nobody" || knowsRoles(each)))
        answers.push(await ask(role, "GET", path));
    const c1s = items.flatMap(({ versions }) => versions.map(({ c1 }) => c1));
    answers.push(
      await ask("nobody", "POST", "/discal/v1/objects", JSON.stringify({ digests: c1s }), "application/json"),
      ...(await Promise.all(
        [["status"], ["events", "list", "--json"], ["export"], ["sites", "health", "--json"]].map((command) =>
          run(...command),
        ),
      )),
      ...hooked.map((text, n) => ({ door: `web hook ${n}`, text })),
      { door: "log", text: anna.out() + anna.err() },
      { door: "peer's log", text: ben.out() + ben.err() },
    );
    for (const file of readdirSync(join(folder.path, "ben"), { recursive: true, withFileTypes: true }))
      if (file.isFile())
        answers.push({
          door: `ben/${file.name}`,
          text: readFileSync(join(file.parentPath, file.name), "latin1"),
        });

    const hits = (canary: RegExp, among: readonly Answer[]) =>
      among.flatMap(({ door, text }) => [...new Set(text.match(canary))].map((hit) => `${door}: ${hit}`));
    expect(hits(CANARY, answers)).toEqual([]);
    // Whoever works here may look up what was public in its history.
    const toAnybody = answers.filter(({ door }) => door.startsWith("nobody: "));
    expect(hits(ONCE, toAnybody)).toEqual([]);
    expect(toAnybody.filter(({ text }) => text.includes("Evening of songs")).length).toBeGreaterThan(10);
    task.meta.figure = `${answers.length} answers by ${paths.length} paths, 0 canaries`;
  },
);
