import { expect, it } from "vitest";
import { split } from "../../../src/workshop/cut-feed.ts";
import { against } from "../../support/threat.ts";

/** The shortest events that there are. */
function splitOf(events: number) {
  const body = Array.from({ length: events }, (_, n) => `BEGIN:VEVENT\nUID:${n}\nEND:VEVENT\n`).join("");
  return split({ body, name: "hostile.example", fqdn: "hostile.example" });
}

it(
  "reads nothing of a feed with more events than anybody follows",
  against(
    "load",
    "a feed of a million tiny events fills the disk and the queue",
    "one of more than 100,000 is refused as a whole",
  ),
  () => {
    expect(splitOf(3).blocks).toHaveLength(3);
    expect(() => splitOf(100_001)).toThrow(
      "hostile.example has 100001 events; of a feed at most 100000 are read",
    );
  },
);
