import { describe, expect, test } from "vitest";
import { createSend } from "../../../src/net/client.ts";
import { ADDRESS_TABLE } from "../../support/outbound/forbidden.ts";
import { against } from "../../support/threat.ts";
import { get, local, refusal } from "./ask.ts";
import { serve } from "./server.ts";

describe("redirects", () => {
  test("are followed; movedTo follows only what is permanent from the start", async () => {
    const port = await serve((request, response) => {
      const next: Record<string, [number, string]> = {
        "/a": [301, "/b"],
        "/b": [302, "/c"],
        "/c": [308, "/d"],
      };
      const [status, location] = next[request.url ?? ""] ?? [200, undefined];
      response.writeHead(status, location === undefined ? {} : { location }).end();
    });
    const base = `http://127.0.0.1:${port}`;
    const answer = await local()(get(`${base}/a`));
    expect(answer).toMatchObject({ status: 200, url: `${base}/d`, movedTo: `${base}/b` });
  });

  test.each([
    ["http://10.0.0.1/", /10\.0\.0\.1 is not on the public internet/],
    ["http://[::ffff:127.0.0.1]/", /not on the public internet/],
    ["file:///etc/passwd", /file: is not spoken/],
    ["http://me@127.0.0.1:8080/", /user name/],
    ["http://127.0.0.1:22/", /port 22/],
  ])("to %s are refused", async (location, reason) => {
    const port = await serve((_, response) => response.writeHead(302, { location }).end());
    const error = await refusal(local()(get(`http://127.0.0.1:${port}/`)));
    expect(error.problem).toBe("forbidden");
    expect(error.message).toMatch(reason);
    expect(error.message).toContain(`127.0.0.1:${port} redirects elsewhere: `);
  });

  test(
    "without end are given up",
    against("outbound", "redirects without end", "few are followed"),
    async () => {
      let asked = 0;
      const port = await serve((_, response) => {
        asked++;
        response.writeHead(302, { location: "/" }).end();
      });
      const error = await refusal(local()(get(`http://127.0.0.1:${port}/`, { redirects: 3 })));
      expect(error.message).toMatch(/redirects more than 3 times/);
      expect(asked).toBe(4);
    },
  );

  test(
    "are not followed where there is a body, or none are wanted",
    against("outbound", "a peer redirects what it is asked", "only plain feeds are followed"),
    async () => {
      const port = await serve((_, response) => response.writeHead(307, { location: "/b" }).end());
      const url = `http://127.0.0.1:${port}/a`;
      for (const more of [{ method: "POST", body: Buffer.from("x") }, { redirects: 0 }] as const) {
        expect(await local()(get(url, more))).toMatchObject({ status: 307, url });
      }
    },
  );

  test(
    "keep Authorization on the same origin and drop it for another",
    against(
      "outbound",
      "a redirect leads a token, a cookie or a password elsewhere",
      "secrets stay with the origin",
    ),
    async () => {
      const seen: (string | undefined)[] = [];
      const other = await serve((request, response) => {
        seen.push(request.headers.authorization);
        response.end();
      });
      const port = await serve((request, response) => {
        seen.push(request.headers.authorization);
        const location = request.url === "/a" ? "/b" : `http://127.0.0.1:${other}/`;
        response.writeHead(302, { location }).end();
      });
      await local()(get(`http://127.0.0.1:${port}/a`, { headers: { Authorization: "Bearer t" } }));
      expect(seen).toEqual(["Bearer t", "Bearer t", undefined]);
    },
  );
});

describe("a redirect", () => {
  test.each([301, 302, 303, 307, 308])("by %i is followed", async (status) => {
    const port = await serve((request, response) =>
      request.url === "/" ? response.writeHead(status, { location: "b" }).end() : response.end("there"),
    );
    const answer = await local()(get(`http://127.0.0.1:${port}/`));
    expect(answer).toMatchObject({ status: 200, url: `http://127.0.0.1:${port}/b` });
  });

  test.each([200, 201, 300, 304, 305, 306, 399, 401, 503])("by %i is none", async (status) => {
    const port = await serve((_, response) => response.writeHead(status, { location: "/b" }).end());
    expect((await local()(get(`http://127.0.0.1:${port}/`))).status).toBe(status);
  });

  test(
    "to an address that may not be reached is refused, in every spelling and by every status",
    against(
      "outbound",
      "a redirect leads to the machine itself or its network",
      "each address is judged anew",
    ),
    async ({ task }) => {
      const targets = ADDRESS_TABLE.map(({ host }) => `https://${host.trim()}/`).filter(
        (url) => new URL(url).hostname !== "127.0.0.1",
      );
      const statuses = [301, 302, 303, 307, 308];
      const port = await serve(({ url = "" }, response) => {
        const n = Number(url.slice(1));
        const location = Buffer.from(targets[n] ?? "").toString("latin1");
        response.writeHead(statuses[n % statuses.length] ?? 302, { location }).end();
      });
      const send = createSend({ allow: ["127.0.0.1"] });
      for (const [n, target] of targets.entries()) {
        const error = await refusal(send(get(`http://127.0.0.1:${port}/${n}`)));
        expect([target, error.problem, error.message]).toEqual([
          target,
          expect.stringMatching(/^(forbidden|unreachable|invalid)$/),
          expect.stringMatching(
            /redirects elsewhere: .*not on the public|which is no URL|is no absolute URL/,
          ),
        ]);
      }
      task.meta.figure = `${targets.length} redirects, 0 followed`;
    },
  );

  test.each([
    ["ftp://127.0.0.1/", /ftp: is not spoken/],
    ["data:text/calendar,BEGIN:VCALENDAR", /data: is not spoken/],
    ["javascript:alert(1)", /javascript: is not spoken/],
    ["//127.0.0.2:22/", /port 22/],
    ["\\\\10.0.0.1\\x", /not on the public internet/],
    ["https://me:secret@feeds.example/", /user name/],
    ["http://[::1", /which is no URL/],
    [`/${"x".repeat(8000)}`, /is longer than 8000 characters/],
  ])("to %j is refused", async (location, reason) => {
    const port = await serve((_, response) => response.writeHead(302, { location }).end());
    const error = await refusal(local()(get(`http://127.0.0.1:${port}/`)));
    expect(error.message).toMatch(reason);
    expect(error.message).not.toContain("secret@");
    expect(error.message.length).toBeLessThan(500);
  });

  test.each([
    ["to nowhere", [""]],
    ["to two places at once", ["/b", "/c"]],
    ["back and forth", ["/"]],
  ])("%s ends", async (_, location) => {
    const port = await serve((_, response) => {
      response.statusCode = 302;
      response.setHeader("location", location).end();
    });
    const error = await refusal(local()(get(`http://127.0.0.1:${port}/`)));
    expect(error.message).toMatch(/redirects more than 3 times|redirects elsewhere/);
  });

  test(
    "gives no secret to another origin, nor back to the first by a detour",
    against(
      "outbound",
      "a redirect leads a token, a cookie or a password elsewhere",
      "secrets stay with the origin",
    ),
    async () => {
      const seen: string[] = [];
      const note = (who: string, headers: Readonly<Record<string, unknown>>) =>
        seen.push(
          [who, headers["authorization"], headers["cookie"], headers["proxy-authorization"]].join(" "),
        );
      let first = 0;
      const other = await serve((request, response) => {
        note("other", request.headers);
        response.writeHead(302, { location: `http://127.0.0.1:${first}/again` }).end();
      });
      first = await serve((request, response) => {
        note("first", request.headers);
        const location = `http://127.0.0.1:${other}/`;
        if (request.url === "/again") response.writeHead(200, { "set-cookie": "c=2" }).end();
        else response.writeHead(302, { location, "set-cookie": "c=1" }).end();
      });
      const headers = { AUTHORIZATION: "Bearer t", Cookie: "a=b", "Proxy-Authorization": "Basic x" };
      await local()(get(`http://127.0.0.1:${first}/`, { headers }));
      expect(seen).toEqual(["first Bearer t a=b Basic x", "other   ", "first   "]);
      // What a site would have kept is never given back.
      await local()(get(`http://127.0.0.1:${first}/again`));
      expect(seen.at(-1)).toBe("first   ");
    },
  );

  test.each(["POST", "DELETE"] as const)("of a %s is given back, not followed", async (method) => {
    const port = await serve((_, response) => response.writeHead(308, { location: "/b" }).end());
    const body = method === "POST" ? new Uint8Array() : null;
    expect((await local()(get(`http://127.0.0.1:${port}/a`, { method, body }))).status).toBe(308);
  });
});
