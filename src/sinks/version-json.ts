import type { Version } from "../core/model/version.ts";

/** The JSON of a version, its bytes among it. */
export function versionJson(version: Version) {
  const { class: kind, revision, hop, by, source, digest, c1, cancelled, deleted, reviseUrl, text } = version;
  return {
    class: kind,
    revision,
    hop,
    by,
    source,
    digest,
    c1,
    cancelled,
    deleted,
    revise_url: reviseUrl,
    text,
  };
}
