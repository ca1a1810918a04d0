import { hash } from "node:crypto";
import type { Version } from "../../src/core/model/version.ts";

/**
 * A version for tests of the pure core, where digests and bytes only have to differ where their content does.
 * `content` stands for what D covers.
 */
export function version(given: Partial<Version> & { readonly content?: string } = {}): Version {
  const { content = "x", ...rest } = given;
  const by = rest.by ?? "person";
  const reviseUrl = rest.reviseUrl ?? "https://a.example/revise";
  const revision = rest.revision ?? 1;
  const text = `${content} ${revision} ${by} ${reviseUrl} ${rest.source ?? ""}`;
  return {
    uid: "1@a.example",
    class: "open",
    revision,
    hop: 1,
    reviseUrl,
    by,
    source: by === "feed" ? "00112233445566aa" : null,
    deleted: false,
    cancelled: false,
    digest: hash("sha256", content),
    c1: hash("sha256", text),
    sequence: 0,
    lastModified: "",
    text,
    signature: null,
    signedAt: null,
    ...rest,
  };
}
