import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { createSend } from "../../../src/net/client.ts";
import { against } from "../../support/threat.ts";
import { allow, get, local, refusal } from "./ask.ts";
import { listen, serve } from "./server.ts";

describe("names", () => {
  test(
    "a name that resolves to a forbidden address is refused, and nothing connects",
    against(
      "outbound",
      "a name leads to an address that is not of the public internet",
      "names are judged by what they lead to",
    ),
    async () => {
      let asked = 0;
      const port = await serve((_, response) => {
        asked++;
        response.end();
      });
      const send = createSend({
        allow: [],
        lookup: async () => ["127.0.0.1", "fe80::1", "::ffff:127.0.0.1"],
      });
      const error = await refusal(send(get(`https://feeds.example:${port}/`)));
      expect(error.problem).toBe("forbidden");
      expect(error.message).toMatch(/feeds\.example may not be reached: 127\.0\.0\.1, fe80::1/);
      expect(asked).toBe(0);
    },
  );

  test(
    "the socket uses the address that was checked, and resolves no second time",
    against(
      "outbound",
      "a name leads elsewhere at each look-up",
      "the socket uses the address that was judged",
    ),
    async () => {
      const port = await serve((_, response) => response.end("ok"));
      const answers = [["127.0.0.1"], ["10.0.0.1"]];
      let lookups = 0;
      const send = createSend({ allow, lookup: async () => answers[lookups++] ?? [] });
      expect((await send(get(`http://feeds.example:${port}/`))).status).toBe(200);
      expect(lookups).toBe(1);
    },
  );

  test(
    "of several addresses only the permitted are used",
    against("outbound", "of a name's addresses one is forbidden", "only the others are used"),
    async () => {
      const port = await serve((_, response) => response.end("ok"));
      expect((await local(["10.0.0.1", "127.0.0.1"])(get(`http://feeds.example:${port}/`))).status).toBe(200);
    },
  );

  test(
    "plain http: to a name outside of network.allow is refused, although it is public",
    against("outbound", "a request can be read on the way", "plain http: only within network.allow"),
    async () => {
      const error = await refusal(local(["8.8.8.8"])(get("http://feeds.example/")));
      expect(error).toMatchObject({ problem: "forbidden" });
      expect(error.message).toMatch(/plain http:/);
    },
  );

  test("a name that no server knows is told so", async () => {
    const lookup = async () => Promise.reject(Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }));
    const error = await refusal(createSend({ allow, lookup })(get("https://nowhere.example/")));
    expect(error.problem).toBe("unreachable");
    expect(error.message).toBe("nowhere.example: no such host is known (DNS)");
  });
});

describe("a name that changes its mind", () => {
  const [good, canary] = ["127.0.0.1", "127.0.0.2"];
  const answers = [[good], [canary], [good, canary], [canary, good], [canary, "10.0.0.1", "::1"], []];

  test(
    "1,000 times leads nowhere but to an address that was judged",
    against(
      "outbound",
      "a name leads elsewhere at each look-up",
      "the socket uses the address that was judged",
    ),
    async ({ task }) => {
      let [reached, allowed, hits, tries] = [0, 0, 0, 0];
      const port = await serve((_, response) => {
        reached += 1;
        response.writeHead(200, { connection: "close" }).end();
      });
      await listen(
        createServer((_, response) => {
          hits += 1;
          response.end();
        }),
        { port, host: canary },
      );
      // Each look-up gives another answer than the one before it, also of one and the same request.
      const lookup = async (): Promise<readonly string[]> => {
        const answer = answers[tries++ % answers.length] ?? [];
        if (answer.includes(good)) allowed += 1;
        return answer;
      };
      const send = createSend({ allow: [good], lookup });
      for (let n = 0; n < 1000; n += 1) await send(get(`http://flip.example:${port}/`)).catch(() => {});
      expect(hits).toBe(0);
      expect(reached).toBe(allowed);
      expect(tries).toBe(1000);
      task.meta.figure = `${tries} look-ups, ${hits} hits`;
    },
  );
});
