/** One kind of page, where it stands, and how it is answered. */
export interface PageKind {
  readonly name: string;
  readonly path: string;
  /** 200 unless it is said. */
  readonly status?: number;
}

/** Every kind of page that a node shows. A new page is one more line here. */
export const PAGE_KINDS: readonly PageKind[] = [
  { name: "agenda", path: "/" },
  { name: "filtered agenda", path: "/?q=weekly&from=2026-01-01" },
  { name: "agenda of one site", path: "/?site=1" },
  { name: "agenda of a tag", path: "/?tag=music" },
  { name: "agenda around a point", path: "/?near=48.2,16.37&radius=2km" },
  { name: "empty days", path: "/?from=2031-01-01&to=2031-01-02" },
  { name: "search without result", path: "/?q=nothinghasthisname" },
  { name: "agenda of a day that is none", path: "/?from=tomorrow", status: 400 },
  { name: "event", path: "/events/gala@town.example" },
  { name: "recurring event", path: "/events/weekly@town.example" },
  { name: "event of days", path: "/events/three-days@town.example" },
  { name: "cancelled event", path: "/events/called-off@town.example" },
  { name: "deleted event", path: "/events/gone@town.example", status: 410 },
  { name: "unknown event", path: "/events/unknown@town.example", status: 404 },
  { name: "saved calendars", path: "/calendars" },
  { name: "saved calendar", path: "/calendars/music" },
  { name: "saved calendar without events", path: "/calendars/silence" },
  { name: "unknown calendar", path: "/calendars/unknown", status: 404 },
  { name: "sites", path: "/sites" },
  { name: "site", path: "/sites/1" },
  { name: "site with refused components", path: "/sites/2" },
  { name: "failing site", path: "/sites/3" },
  { name: "unknown site", path: "/sites/99", status: 404 },
  { name: "how to subscribe", path: "/subscribe" },
  { name: "page of the API", path: "/api/v1/docs" },
  { name: "unknown address", path: "/unknown", status: 404 },
];
