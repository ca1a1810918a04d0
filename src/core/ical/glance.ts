import { exactDigest } from "./canonical.ts";

/** What can be told of an object before it is read. */
export interface Glance {
  readonly c1: string;
  readonly hop: number;
}

/**
 * C1 and hop of an unsigned object that is spelled as `wireText` spells one; null of any other. Whether it may enter is not
 * asked: but what is known by this C1 has been read before.
 */
export function glance(text: string): Glance | null {
  const unfolded = text.includes(FOLD) ? text.replaceAll(FOLDS, "") : text;
  const hop = HOP.exec(unfolded)?.[1];
  // What is folded onto an empty line, onto nothing, or within the end of a line, is read otherwise.
  if (hop === undefined || /\r\n\r\n|\r\r/.test(text) || !text.startsWith("BEGIN:")) return null;
  const ends = unfolded.split(`\r\nX-HOP:${hop}${END}`);
  const canonical = ends.join(END);
  if (canonical.split(END).length !== ends.length) return null;
  return { c1: exactDigest(canonical), hop: Number(hop) };
}

const FOLD = "\r\n ";
const FOLDS = /\r\n[ \t]/g;
const END = "\r\nEND:VEVENT\r\n";
const HOP = /\r\nX-HOP:(0|[1-9][0-9]{0,8})\r\nEND:VEVENT\r\n/;
