import type { Row } from "./case.ts";
import { figure } from "./report.ts";

type Point = NonNullable<Row["plot"]>;

/** Cost against size, of one kind of work. */
export interface Plot {
  readonly title: string;
  /** In the order of their size. */
  readonly points: readonly Point[];
}

/** The plots of all rows that are points of one, as far as a logarithmic axis has room; a single point makes none. */
export function plotsOf(rows: readonly Row[]): readonly Plot[] {
  const points = rows.flatMap(({ plot }) => plot ?? []).filter(({ x, y }) => x > 0 && y > 0);
  return [...Map.groupBy(points, ({ title }) => title)]
    .map(([title, own]) => ({ title, points: own.toSorted((a, b) => a.x - b.x) }))
    .filter(({ points: own }) => new Set(own.map(({ x }) => x)).size > 1);
}

/** The name of a plot's file: `range-ms-a-page.svg`. */
export function fileOf({ title }: Plot): string {
  return `${title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")}.svg`;
}

const [WIDTH, HEIGHT] = [640, 360];
const FRAME = { left: 76, right: 596, top: 52, bottom: 300 };

/** A plot as SVG: both axes logarithmic, in light or dark as its reader has it. */
export function plotSvg({ title, points }: Plot): string {
  const { unit = "", xUnit = "events" } = points[0] ?? {};
  const node = points.map(({ x, y }): At => ({ x, y }));
  const limit = points.flatMap(({ x, limit: y }): readonly At[] => (y === undefined ? [] : [{ x, y }]));
  const axes = {
    x: axis(
      node.map((at) => at.x),
      FRAME.left,
      FRAME.right,
    ),
    y: axis(
      [...node, ...limit].map((at) => at.y),
      FRAME.bottom,
      FRAME.top,
    ),
  };
  // The upper one's name stands above its line, the lower one's below.
  const isAbove = (node.at(-1)?.y ?? 0) >= (limit.at(-1)?.y ?? 0);
  const [above, below] = [-12, 22];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${HEIGHT}" rx="6"/>`,
    `<text class="title" x="${FRAME.left}" y="30">${escaped(title)}</text>`,
    ...grid(axes, xUnit, unit),
    ...series("limit", limit, axes, isAbove ? below : above, unit),
    ...series("node", node, axes, isAbove ? above : below, unit),
    "</svg>",
    "",
  ].join("\n");
}

interface At {
  readonly x: number;
  readonly y: number;
}

interface Axes {
  readonly x: Axis;
  readonly y: Axis;
}

function grid({ x, y }: Axes, xUnit: string, unit: string): readonly string[] {
  const middle = { x: (FRAME.left + FRAME.right) / 2, y: (FRAME.top + FRAME.bottom) / 2 };
  return [
    ...x.ticks.flatMap((tick) => [
      `<line class="grid" x1="${x.at(tick)}" x2="${x.at(tick)}" y1="${FRAME.top}" y2="${FRAME.bottom}"/>`,
      `<text x="${x.at(tick)}" y="${FRAME.bottom + 20}" text-anchor="middle">${whole(tick)}</text>`,
    ]),
    ...y.ticks.flatMap((tick) => [
      `<line class="grid" x1="${FRAME.left}" x2="${FRAME.right}" y1="${y.at(tick)}" y2="${y.at(tick)}"/>`,
      `<text x="${FRAME.left - 8}" y="${y.at(tick) + 4}" text-anchor="end">${whole(tick)}</text>`,
    ]),
    `<text x="${middle.x}" y="${HEIGHT - 14}" text-anchor="middle">${escaped(xUnit)}</text>`,
    `<text x="22" y="${middle.y}" text-anchor="middle" transform="rotate(-90 22 ${middle.y})">${escaped(unit)}</text>`,
  ];
}

/** One side's line and points, and its name beside the last of them. */
function series(
  kind: "limit" | "node",
  points: readonly At[],
  { x, y }: Axes,
  shift: number,
  unit: string,
): readonly string[] {
  const last = points.at(-1);
  if (last === undefined) return [];
  const [left, top] = [x.at(last.x), y.at(last.y) + shift];
  return [
    `<polyline class="${kind}" points="${points.map((at) => `${x.at(at.x)},${y.at(at.y)}`).join(" ")}"/>`,
    ...points.map((at) => `<circle class="${kind}" cx="${x.at(at.x)}" cy="${y.at(at.y)}" r="4"/>`),
    `<text class="${kind}" x="${left}" y="${top}" text-anchor="end">${kind} ${figure(last.y)} ${escaped(unit)}</text>`,
  ];
}

interface Axis {
  /** Pixels of a value. */
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** A logarithmic axis from `start` to `end` (pixels) that holds these values, with a tick at each power of ten. */
function axis(values: readonly number[], start: number, end: number): Axis {
  const powers = values.map(Math.log10);
  const low = Math.floor(Math.min(...powers) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.max(...powers) - 1e-9));
  return {
    at: (value: number) => Math.round(start + ((Math.log10(value) - low) / (high - low)) * (end - start)),
    ticks: Array.from({ length: high - low + 1 }, (_, power) => 10 ** (low + power)),
  };
}

function whole(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 6 });
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const STYLE = [
  "text{font:13px system-ui,sans-serif;fill:#57606a}.title{font-size:16px;font-weight:600;fill:#1f2328}",
  ".ground{fill:#fff}.grid{stroke:#d0d7de}polyline{fill:none;stroke-width:2}",
  "polyline.node{stroke:#0550ae}circle.node,text.node{fill:#0550ae}",
  "polyline.limit{stroke:#6e7781;stroke-dasharray:6 4}circle.limit,text.limit{fill:#6e7781}",
  "@media(prefers-color-scheme:dark){text{fill:#9198a1}.title{fill:#f0f6fc}.ground{fill:#0d1117}.grid{stroke:#30363d}",
  "polyline.node{stroke:#79c0ff}circle.node,text.node{fill:#79c0ff}",
  "polyline.limit{stroke:#9198a1}circle.limit,text.limit{fill:#9198a1}}",
].join("");
