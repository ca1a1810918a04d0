import type { Notice } from "../core/model/notice.ts";
import { instantOf } from "./instant.ts";

/** The JSON of a notice. */
export function noticeJson({ id, at, kind, uid, siteId, text, seenAt }: Notice) {
  return { id, created_at: instantOf(at), kind, uid, site: siteId, text, seen_at: instantOf(seenAt) };
}
