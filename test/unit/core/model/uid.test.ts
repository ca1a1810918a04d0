import { expect, it } from "vitest";
import { uidDomain } from "../../../../src/core/model/uid.ts";

it.each([
  ["1@calendar.example", "calendar.example"],
  ["a@b@Calendar.Example", "calendar.example"],
  ["1@calendar.example:8443", "calendar.example:8443"],
  ["calendar.example", ""],
  ["1@", ""],
])("the domain of the UID %s is “%s”", (uid, domain) => {
  expect(uidDomain(uid)).toBe(domain);
});
