import type { Version } from "../model/version.ts";
import { byCopy } from "./rank.ts";

/**
 * Two copies of one version (same class, revision and digest) as the one that is kept (protocol, section 4): the
 * preferred bytes, the least hop; and, where the bytes are the same, their text if either has it (the other is a stub),
 * and the newest signature. Gives `known` itself where the other adds nothing.
 */
export function joinCopies(known: Version, other: Version): Version {
  const order = byCopy(known, other);
  const better = order <= 0 ? known : other;
  const hop = Math.min(known.hop, other.hop);
  const text = better.text === "" && order === 0 ? other.text : better.text;
  const signed = order === 0 && bySignature(other, known) > 0 ? other : better;
  const adds = hop !== better.hop || text !== better.text || signed !== better;
  if (!adds) return better;
  return { ...better, hop, text, signature: signed.signature, signedAt: signed.signedAt };
}

/** Orders signatures of the same bytes: none, then by when they were made, then by their letters. */
function bySignature(a: Version, b: Version): number {
  const [one, two] = [a.signature ?? "", b.signature ?? ""];
  if (one === "" || two === "") return Number(one !== "") - Number(two !== "");
  return (a.signedAt ?? -1) - (b.signedAt ?? -1) || Number(one > two) - Number(one < two);
}
