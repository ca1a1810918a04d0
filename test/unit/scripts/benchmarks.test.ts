import { check, format } from "prettier";
import { describe, expect, it } from "vitest";
import { sideBySide } from "../../../scripts/bench/against.ts";
import type { Row } from "../../../scripts/bench/case.ts";
import { document } from "../../../scripts/bench/document.ts";
import { fileOf, plotsOf, plotSvg } from "../../../scripts/bench/plot.ts";
import { figure, reaches } from "../../../scripts/bench/report.ts";

const poll: Row = {
  case: "poll",
  size: "1,000 events",
  limit: 20,
  node: 25,
  ratio: 0.8,
  goal: { atLeast: 0.6 },
  unit: "ms",
  plot: { title: "A poll <of> a feed", x: 1_000, y: 25, limit: 20, unit: "ms" },
  note: "real events | real feeds",
};
const larger: Row = {
  ...poll,
  size: "10,000 events",
  ratio: 0.05,
  plot: { title: "A poll <of> a feed", x: 10_000, y: 2_500, limit: 120, unit: "ms" },
};
const memory: Row = {
  case: "memory",
  size: "10^5 events",
  limit: 300,
  node: null,
  ratio: null,
  goal: { atMost: 1 },
  unit: "MiB",
};

const measured = {
  rows: [poll, larger, memory],
  cases: [{ name: "poll", work: "A poll", against: "one GET" }],
  machine: {
    processor: "A processor",
    cores: 2,
    memory: 8,
    system: "linux x64",
    sync: 150,
    node: "26.10.0",
    sqlite: "3.54.0",
    libraries: { hono: "4" },
  },
  rounds: 5,
  date: "2026-03-01",
  plots: plotsOf([larger, poll, memory]),
  folder: "scripts/bench/plots",
};

describe("the document of the benchmark", () => {
  const text = document(measured);

  it("counts the goals that are met, among those that could be judged", () => {
    expect(text).toContain("1 of 2 goals are met.");
    expect([poll, larger, memory].map(reaches)).toEqual([true, false, null]);
  });

  it("has a row for each figure, and says which goals are not met", () => {
    expect(text).toContain("| poll | 1,000 events | 20 ms | 25 ms | 0.80 | ≥ 0.6 | met |");
    expect(text).toContain("| poll | 10,000 events | 20 ms | 25 ms | 0.05 | ≥ 0.6 | **not met** |");
    expect(text).toContain("| memory | 10^5 events | 300 MiB | – MiB | – | ≤ 1 |  |");
  });

  it("says a note once, of all that it belongs to", () => {
    expect(text.match(/real events/g)).toHaveLength(1);
  });

  it("shows the plots, and tells of the machine", () => {
    expect(text).toContain("![A poll <of> a feed](scripts/bench/plots/a-poll-of-a-feed.svg)");
    expect(text).toContain("2026-03-01, A processor, 2 cores, 8 GiB of memory, linux x64.");
    expect(text).toContain("150 µs");
  });

  it("is as prettier would have it, once it has been through it", async () => {
    const options = { parser: "markdown", printWidth: 110 };
    expect(await check(await format(text, options), options)).toBe(true);
  });

  it("says figures by three digits that count", () => {
    expect([null, 0, 0.01234, 1.234, 123.4, 98_765.4].map(figure)).toEqual([
      "–",
      "0",
      "0.012",
      "1.23",
      "123",
      "98,765",
    ]);
  });
});

describe("a plot", () => {
  const [plot = { title: "", points: [] }] = measured.plots;
  const svg = plotSvg(plot);
  const heights = [...svg.matchAll(/<circle class="node" cx="(\d+)" cy="(\d+)"/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);

  it("has its points in the order of their size, whatever order they came in", () => {
    expect(plot.points.map(({ x }) => x)).toEqual([1_000, 10_000]);
    expect(fileOf(plot)).toBe("a-poll-of-a-feed.svg");
  });

  it("is made of no single point", () => {
    expect(plotsOf([poll, memory])).toEqual([]);
    expect(plotsOf([poll, { ...poll, case: "another" }])).toEqual([]);
  });

  it("has logarithmic axes with a tick at each power of ten, named with their units", () => {
    for (const tick of [">1,000<", ">10,000<", ">10<", ">100<", ">events<", ">ms<"])
      expect(svg).toContain(tick);
    expect(heights).toEqual([
      [76, 267],
      [596, 102],
    ]);
  });

  it("shows what the limit costs beside it", () => {
    expect(svg.match(/<circle class="limit"/g)).toHaveLength(2);
    expect(svg).toContain(">limit 120 ms<");
  });

  it("is well-formed, whatever its title says", () => {
    expect(svg).toContain("<title>A poll &lt;of&gt; a feed</title>");
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("leaves out what no logarithmic axis can show", () => {
    const nothing = { ...poll, plot: { title: "t", x: 10, y: 0, unit: "ms" } };
    const points = [1, 10, 100].map((x) => ({ ...poll, plot: { title: "t", x, y: 5, unit: "ms" } }));
    const [flat = plot] = plotsOf([...points, nothing]);
    expect(flat.points).toHaveLength(3);
    expect(plotSvg(flat)).not.toMatch(/NaN|Infinity/);
  });
});

describe("two runs side by side", () => {
  it("tell both ratios of what both have measured, and how many times the second is the first", () => {
    expect(sideBySide([{ ...larger, ratio: 0.4 }, memory, poll], [larger, memory])).toEqual([
      ["Case", "Size", "Before", "Now", ""],
      ["poll", "10,000 events", "0.050", "0.40", "× 8.00"],
      ["memory", "10^5 events", "–", "–", "–"],
    ]);
  });
});
