import { describe, expect, it } from "vitest";
import { createCluster, urlOf } from "../support/cluster.ts";

function calendar(revision: number, title: string): string {
  const stamps = ["X-HOP:0", `X-REVISION:${revision}`, `X-REVISE-URL:${urlOf("a")}/discal/revise`];
  const event = [
    "UID:1",
    "DTSTAMP:20260101T000000Z",
    "DTSTART:20260401T100000Z",
    `SUMMARY:${title}`,
    ...stamps,
  ];
  const lines = ["VERSION:2.0", "BEGIN:VEVENT", ...event, "END:VEVENT"];
  return ["BEGIN:VCALENDAR", ...lines, "END:VCALENDAR", ""].join("\r\n");
}

describe("an author", () => {
  it("whose version is a rival of another has entered it all the same, and it is sent on", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    await cluster.node("a").enterCalendar(calendar(2, "Evening of songs"));
    await expect(cluster.node("a").enterCalendar(calendar(2, "Morning of songs"))).resolves.toMatchObject({
      revision: 2,
    });
    await cluster.settle();
    expect((await cluster.node("b").store.commons.get("1"))?.state.open?.versions).toHaveLength(2);
  });

  it("who comes too late is told so", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    await cluster.node("a").enterCalendar(calendar(2, "Evening of songs"));
    await expect(cluster.node("a").enterCalendar(calendar(1, "Morning of songs"))).rejects.toThrow(
      "revision 1 is older than 2",
    );
  });
});
