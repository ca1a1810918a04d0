import { describe, expect, it } from "vitest";
import { DomainError } from "../../../../src/core/model/domain-error.ts";
import { webKeyRoutes } from "../../../../src/serve/discovery/web-key.ts";
import { readWebKey } from "../../../../src/wire/web-key.ts";
import { generateKeys } from "../../../../src/wire/openpgp-keys.ts";
import { createSigner } from "../../../../src/wire/openpgp-signer.ts";

/** What gpg 2.2 shows for `discal@…` with --with-wkd-hash. */
const HASH = "i53nohsow5dh4yujryz549yqj5buheow";
const ROOT = "/.well-known/openpgpkey";
const URL = "https://calendar.example";

/** A node at `url` whose key was made when it was at `madeAt`. */
async function node(url: string, madeAt = url) {
  const { signing } = await generateKeys({ name: "Exampleton", url: madeAt, now: Date.UTC(2026, 0, 1) });
  const signer = await createSigner({ privateKey: signing });
  const routes = webKeyRoutes({ url, signer });
  routes.onError((error) => new Response(error instanceof DomainError ? error.message : "", { status: 404 }));
  return { signer, get: (path: string) => routes.request(`${url}${path}`) };
}

describe("the Web Key Directory", () => {
  it.each([`${ROOT}/hu/${HASH}?l=discal`, `${ROOT}/calendar.example/hu/${HASH}?l=discal`])(
    "serves the bare certificate at %s",
    async (path) => {
      const { signer, get } = await node(URL);
      const answer = await get(path);
      expect(answer.headers.get("Content-Type")).toBe("application/octet-stream");
      expect(answer.headers.get("Access-Control-Allow-Origin")).toBe("*");
      const { bytes, addresses } = await readWebKey(signer.certificate);
      expect(addresses).toEqual(["discal@calendar.example"]);
      expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes);
    },
  );

  it("says by an empty policy that it is there", async () => {
    const { get } = await node(URL);
    for (const path of [`${ROOT}/policy`, `${ROOT}/calendar.example/policy`]) {
      const answer = await get(path);
      expect([answer.status, await answer.text()]).toEqual([200, ""]);
    }
  });

  it.each([`${ROOT}/hu/ybndrfg8ejkmcpqxot1uwisza345h769`, `${ROOT}/other.example/hu/${HASH}`])(
    "knows nothing of %s",
    async (path) => expect((await (await node(URL)).get(path)).status).toBe(404),
  );

  it.each([
    ["was made for another host", URL, "https://old.example"],
    ["was made without a host's name", URL, "http://127.0.0.1:8080"],
    ["is that of an address", "http://127.0.0.1:8080", "http://127.0.0.1:8080"],
    ["is that of an IPv6 address", "http://[::1]:8080", "http://[::1]:8080"],
  ])("says where else the key is, where it %s", async (_, url, madeAt) => {
    const { signer, get } = await node(url, madeAt);
    const answer = await get(`${ROOT}/hu/${HASH}`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain(`Fetch it at ${url}/discal/v1/keys/${signer.fingerprint}.`);
  });
});
