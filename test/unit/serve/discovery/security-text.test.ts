import { describe, expect, it } from "vitest";
import { DomainError } from "../../../../src/core/model/domain-error.ts";
import { securityTextRoutes } from "../../../../src/serve/discovery/security-text.ts";

const NOW = Date.UTC(2026, 2, 16, 11, 30);
const PATH = "/.well-known/security.txt";

function ask(node: { url: string; contact: string | null }) {
  const routes = securityTextRoutes(node, () => NOW);
  routes.onError((error) => new Response(error instanceof DomainError ? error.message : "", { status: 404 }));
  return routes.request(PATH);
}

describe("security.txt", () => {
  it("names the contact, and expires within the year that RFC 9116 advises", async () => {
    const answer = await ask({ url: "https://calendar.example", contact: "mailto:me@calendar.example" });
    expect(answer.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
    expect(await answer.text()).toBe(
      "Contact: mailto:me@calendar.example\nExpires: 2026-09-12T00:00:00Z\nPreferred-Languages: en\n" +
        "Canonical: https://calendar.example/.well-known/security.txt\n",
    );
  });

  it("names no address of its own that is not https", async () => {
    const answer = await ask({ url: "http://127.0.0.1:8080", contact: "https://example.org/contact" });
    expect(await answer.text()).not.toContain("Canonical");
  });

  it("is not there without a contact, and says what to set", async () => {
    const answer = await ask({ url: "https://calendar.example", contact: null });
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining("set node.contact")]);
  });
});
