import { hash } from "node:crypto";
import type { Version } from "../../src/core/model/version.ts";
import { uidFingerprint } from "../../src/core/model/uid.ts";

/** What a version is made of. */
export interface Words {
  readonly uid: string;
  readonly content: string;
  readonly revision: number;
  readonly hop: number;
  readonly host: string;
  readonly by: Version["by"];
  readonly source?: string;
  readonly sequence?: number;
  readonly lastModified?: string;
  readonly status?: "cancelled" | "deleted";
  /** Of whoever signs it, where it is signed. */
  readonly key?: string;
  readonly signedAt?: number;
}

/** A version with bytes of the usual length, and digests of what the protocol's cover. */
export function write(words: Words): Version {
  const { uid, content, revision, hop, host, by, source, status } = words;
  const reviseUrl = `https://${host}/discal/revise`;
  const deleted = status === "deleted";
  const said = deleted ? "deleted" : `${content}${status === "cancelled" ? "\r\nSTATUS:CANCELLED" : ""}`;
  const text = [
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//DisCal//simulation//EN\r\nBEGIN:VEVENT",
    `UID:${uid}\r\nDTSTAMP:${words.lastModified ?? "20260316T120000Z"}\r\nDTSTART;TZID=America/Los_Angeles:20260501T190000`,
    `SUMMARY:${said}\r\nLOCATION:The pier\\, at its end\r\nDESCRIPTION:What there is to say of it.`,
    `X-REVISION:${revision}\r\nX-REVISE-URL:${reviseUrl}\r\nX-DISCAL-BY:${by}${source === undefined ? "" : `\r\nX-DISCAL-SOURCE:${source}`}`,
    "END:VEVENT\r\nEND:VCALENDAR\r\n",
  ].join("\r\n");
  const c1 = hash("sha256", text);
  const { key } = words;
  return {
    uid,
    class: key === undefined ? "open" : "signed",
    revision,
    hop,
    reviseUrl,
    by,
    source: source ?? null,
    deleted,
    cancelled: status !== undefined,
    digest: hash("sha256", said),
    c1,
    sequence: words.sequence ?? 0,
    lastModified: words.lastModified ?? "",
    text,
    signature: key === undefined ? null : stamp(key, c1),
    signedAt: key === undefined ? null : (words.signedAt ?? 0),
  };
}

/** As a receiver finds it (protocol, section 4): signed by the key that its UID names, open, or null: a forgery. */
export function classed(version: Version): Version | null {
  const key = uidFingerprint(version.uid);
  if (key === null || version.signature === null) return { ...version, class: "open" };
  return version.signature === stamp(key, version.c1) ? { ...version, class: "signed" } : null;
}

/** Stands for a signature: only a node that has the key makes it. */
function stamp(key: string, c1: string): string {
  return hash("sha256", `${key} ${c1}`).slice(0, 24);
}
