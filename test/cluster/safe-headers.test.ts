import { expect, it } from "vitest";
import { createCluster, urlOf } from "../support/cluster.ts";
import { pathsOf } from "../support/paths.ts";
import { against } from "../support/threat.ts";

/** What a policy may allow: everything else is none. */
const PAGE = {
  "default-src": "'none'",
  "style-src": "'self'",
  "img-src": "https: data:",
  "form-action": "'self'",
  "base-uri": "'none'",
  "frame-ancestors": "'none'",
};
const REST = {
  "default-src": "'none'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'none'",
};

const TYPES =
  /^(?:text\/(?:html|plain|css|calendar); charset=utf-8|text\/plain; version=0\.0\.4; charset=utf-8|application\/(?:json|problem\+json|atom\+xml|json; profile="[^"]+"|pgp-keys|pgp-signature|octet-stream|openapi\+json)(?:; charset=utf-8)?)$/i;

function directives(policy: string | null): Readonly<Record<string, string>> {
  const parts = (policy ?? "").split(";").map((part) => part.trim().split(" "));
  return Object.fromEntries(parts.map(([name = "", ...values]) => [name, values.join(" ")]));
}

it(
  "says of every answer, whatever is asked and whatever went wrong, that nothing in it runs",
  against(
    "markup",
    "an answer is opened in a browser, framed, or taken for another type",
    "a strict policy, nosniff and no frames on every answer",
  ),
  async ({ task }) => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    const node = cluster.node("a");
    const draft = {
      title: "Tea",
      start: "2030-05-01",
      end: null,
      zone: null,
      allDay: true,
      location: null,
      description: null,
      url: null,
      tags: [],
    };
    const { uid, c1 } = await node.enter(draft);
    await node.store.calendars.save({ slug: "all", title: "All", description: "", filter: {}, changedAt: 0 });
    const values = {
      uid: [uid, "none"],
      segment: [uid, "none"],
      file: [`${uid}.ics`, "none.ics"],
      name: [c1, `${c1}.sig`],
      slug: ["all", "none"],
    };
    const asked = [
      ...pathsOf(node.routes, values).map((path) => ["GET", path] as const),
      ...pathsOf(node.routes, values).map((path) => ["DELETE", path] as const),
      ...node.routes.map(({ method, path }) => [method, path] as const),
      ["GET", "/?from=x"],
      ["GET", "/unknown"],
      ["OPTIONS", "/feed.ics"],
    ] as const;
    const faults: string[] = [];
    for (const [method, path] of asked) {
      for (const accept of ["*/*", "text/html"]) {
        const { status, headers } = await node.fetch(
          new Request(urlOf("a") + path, { method, headers: { Accept: accept } }),
        );
        const say = (fault: string) => faults.push(`${method} ${path} (${status}): ${fault}`);
        const type = headers.get("Content-Type");
        const policy = directives(headers.get("Content-Security-Policy"));
        const wanted = type?.startsWith("text/html") === true ? PAGE : REST;
        if (JSON.stringify(policy) !== JSON.stringify(wanted)) say(JSON.stringify(policy));
        if (headers.get("X-Content-Type-Options") !== "nosniff") say("no nosniff");
        if (!/^(?:no-referrer|same-origin)$/.test(headers.get("Referrer-Policy") ?? ""))
          say("no referrer policy");
        if (headers.get("Cross-Origin-Opener-Policy") !== "same-origin") say("no opener policy");
        if (type !== null && !TYPES.test(type)) say(`type ${type}`);
        const disposition = headers.get("Content-Disposition");
        if (disposition !== null && !/^inline; filename="[a-z0-9-]+\.ics"$/.test(disposition))
          say(disposition);
        if (status >= 500) say("a fault");
      }
    }
    expect(faults).toEqual([]);
    task.meta.figure = `${asked.length * 2} answers`;
  },
);

it(
  "says so also to whom it refuses before it looks at what they ask",
  against(
    "markup",
    "a refusal of too many requests is opened in a browser",
    "it carries the policy of all answers",
  ),
  async () => {
    await using cluster = await createCluster({ push: {}, poll: { a: ["b"] } });
    const ask = () => cluster.node("a").fetch(new Request(`${urlOf("a")}/robots.txt`), "203.0.113.5");
    let answer = await ask();
    for (let n = 0; n < 1000 && answer.status === 200; n += 1) answer = await ask();
    expect(answer.status).toBe(429);
    expect(directives(answer.headers.get("Content-Security-Policy"))).toEqual(REST);
    expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
  },
);
