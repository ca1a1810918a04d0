import { hash } from "node:crypto";
import type { Version } from "../../src/core/model/version.ts";

/** What merge looks at of a version, beside whether it is a stub. */
const MERGED = [
  "uid",
  "class",
  "revision",
  "hop",
  "digest",
  "c1",
  "reviseUrl",
  "by",
  "cancelled",
  "deleted",
] as const satisfies readonly (keyof Version)[];

/** A version as the vectors write it; `body: false` is a stub. */
export interface Marks extends Pick<Version, (typeof MERGED)[number]> {
  readonly body: boolean;
}

/** A version of the content `says`, whose bytes are told apart by `copy`. */
export function marksOf(
  given: Partial<Marks> & { readonly says?: string; readonly copy?: string } = {},
): Marks {
  const { says = "a", copy = "", ...rest } = given;
  return {
    uid: "1@a.example",
    class: "open",
    revision: 1,
    hop: 1,
    digest: hash("sha256", says),
    c1: hash("sha256", `${says} ${rest.reviseUrl ?? ""} ${rest.by ?? ""} ${rest.revision ?? 1} ${copy}`),
    reviseUrl: "https://a.example/discal/revise",
    by: "person",
    cancelled: false,
    deleted: false,
    body: true,
    ...rest,
  };
}

export function versionOf({ body, ...marks }: Marks): Version {
  const rest = { source: null, sequence: 0, lastModified: "", signature: null, signedAt: null };
  return { ...marks, ...rest, text: body ? marks.c1 : "" };
}

export function marksIn(version: Version): Marks {
  const marks = Object.fromEntries(MERGED.map((name) => [name, version[name]]));
  return { ...(marks as Omit<Marks, "body">), body: version.text !== "" };
}
