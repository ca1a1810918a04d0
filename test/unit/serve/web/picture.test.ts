import { expect, it } from "vitest";
import { picture } from "../../../../src/serve/web/picture.ts";
import { ADDRESS_TABLE, NAMES, URLS } from "../../../support/outbound/forbidden.ts";
import { against } from "../../../support/threat.ts";

it("shows a picture that stands on another site, and says nothing of the page to it", async () => {
  const shown = String(await picture({ image: "https://pictures.example/a.png" }));
  expect(shown).toContain('src="https://pictures.example/a.png"');
  expect(shown).toContain('referrerpolicy="no-referrer"');
});

it(
  "leads no visitor's browser into the network that it stands in",
  against(
    "outbound",
    "a picture's address leads into the visitor's own network",
    "pictures are shown from public sites alone, over https:",
  ),
  ({ task }) => {
    const names = Object.keys(NAMES).filter((name) => !name.endsWith("wildcard.example"));
    const hosts = [...ADDRESS_TABLE.map(({ host }) => host), ...names];
    const images = [
      ...hosts.map((host) => `https://${host}/a.png`),
      ...URLS,
      "http://pictures.example/a.png",
    ];
    expect(images.filter((image) => picture({ image }) !== false)).toEqual([]);
    expect(picture({ image: null })).toBe(false);
    task.meta.figure = `${images.length} addresses, 0 shown`;
  },
);
