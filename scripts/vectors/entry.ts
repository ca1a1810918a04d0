import { readNumber, readReviseUrl, readUid } from "../../src/core/ical/attributes.ts";
import { type AttributeKind, decideEntry } from "../../src/core/model/entry.ts";
import { uidFingerprint } from "../../src/core/model/uid.ts";

const KINDS: readonly AttributeKind[] = ["empty", "valid", "invalid"];

const NUMBERS = [
  "",
  "0",
  "1",
  "42",
  "2147483647",
  "2147483648",
  "9999999999",
  "12345678901",
  "9007199254740992",
];
const NO_NUMBERS = [
  "+3",
  "-1",
  "-0",
  "00",
  "03",
  "1.0",
  "1e9",
  "0x1f",
  " 1",
  "1 ",
  "1_000",
  "١",
  "NaN",
  "null",
];

const UIDS = [
  "",
  "a",
  "1@a.example",
  "no at sign",
  "ä@b.example",
  "x".repeat(255),
  "x".repeat(256),
  "é".repeat(128),
];
const NO_UIDS = ["a\tb", "a\nb", "a\u0000b", "a\u007fb"];

const KEY = "4724A655A61269C2A570F5036B403B53D856AAB3";
const NAMING = [
  `01KKVA7QHRJ4NWBEBJ1GVRGZ5M.${KEY}@a.example`,
  `01kkva7qhrj4nwbebj1gvrgz5m.${KEY.toLowerCase()}@A.example`,
  `01KKVA7QHRJ4NWBEBJ1GVRGZ5M.${KEY}`,
  `01KKVA7QHRJ4NWBEBJ1GVRGZ5M.${KEY.slice(1)}@a.example`,
  `01KKVA7QHRJ4NWBEBJ1GVRGZ5M.${KEY}0@a.example`,
  `01KKVA7QHRJ4NWBEBJ1GVRGZ5I.${KEY}@a.example`,
  `1KKVA7QHRJ4NWBEBJ1GVRGZ5M.${KEY}@a.example`,
  `01KKVA7QHRJ4NWBEBJ1GVRGZ5M.${KEY}@a@b.example`,
  "1@a.example",
];

const URLS = ["", "https://a.example/discal/revise", "https://a.example", "HTTPS://A.example:8443/x?y=1#z"];
const NO_URLS = [
  "http://a.example/revise",
  "https:/a.example",
  "https://",
  "//a.example/x",
  "ftp://a.example/",
  "mailto:a@a.example",
  "https://a.example/a b",
  "https://a.example/ä",
  "https://a.example:99999/",
  `https://a.example/${"x".repeat(2031)}`,
];

/** How numbers, UIDs and revise URLs read, which key a UID names, and what entering comes to in all 81 cases. */
export function entryVectors(): object {
  return {
    about:
      "How the four attributes read (PROTOCOL.md, section 1), which primary a UID names, and what entering an object comes to: offered by an author of the node itself, and by anybody else.",
    numbers: [...NUMBERS, ...NO_NUMBERS].map((text) => ({ text, reads: readNumber(text).kind })),
    uids: [...UIDS, ...NO_UIDS].map((uid) => ({ uid, reads: readUid(uid).kind })),
    reviseUrls: [...URLS, ...NO_URLS].map((url) => ({ url, reads: readReviseUrl(url).kind })),
    selfCertifying: NAMING.map((uid) => ({ uid, key: uidFingerprint(uid) })),
    decisions: KINDS.flatMap((uid) =>
      KINDS.flatMap((hop) =>
        KINDS.flatMap((revision) =>
          KINDS.map((reviseUrl) => {
            const attributes = { uid, hop, revision, reviseUrl };
            return {
              ...attributes,
              byAuthor: decided(attributes, true),
              byOthers: decided(attributes, false),
            };
          }),
        ),
      ),
    ),
  };
}

function decided(attributes: Parameters<typeof decideEntry>[0], isAuthor: boolean): string {
  const { action } = decideEntry(attributes, isAuthor);
  return action === "ignore" ? "refuse" : action;
}
