/** How one of the four attributes reads (PROTOCOL.md, section 1). */
export type Reading = "empty" | "valid" | "invalid";

const MOST = 2_147_483_647;

export function readNumber(text: string): Reading {
  if (text === "") return "empty";
  return /^(0|[1-9][0-9]{0,9})$/.test(text) && Number(text) <= MOST ? "valid" : "invalid";
}

/** A UID, decoded. */
export function readUid(uid: string): Reading {
  if (uid === "") return "empty";
  const controls = [...uid].some((char) => char < " " || char === "\u007f");
  return Buffer.byteLength(uid) <= 255 && !controls ? "valid" : "invalid";
}

export function readReviseUrl(url: string): Reading {
  if (url === "") return "empty";
  const isUrl = url.length <= 2048 && /^https:\/\/[!-~]+$/i.test(url) && URL.canParse(url);
  return isUrl ? "valid" : "invalid";
}

/** What entering comes to, over all 81 cases. */
export function decideEntry(
  readings: readonly Reading[],
  isAuthor: boolean,
): "generate" | "take-over" | "refuse" {
  if (readings.every((each) => each === "valid")) return "take-over";
  return isAuthor && readings.every((each) => each === "empty") ? "generate" : "refuse";
}

/** The primary that a self-certifying UID names. */
export function keyInUid(uid: string): string | null {
  const [, key] = /^[0-9A-HJKMNP-TV-Z]{26}\.([0-9A-F]{40})@[^@]+$/i.exec(uid) ?? [];
  return key?.toUpperCase() ?? null;
}

/** The host in a UID; "" where it names none. */
export function hostIn(uid: string): string {
  return uid.includes("@") ? uid.slice(uid.lastIndexOf("@") + 1).toLowerCase() : "";
}

/** Does an origin speak for an object: is it the host of its UID, or of its revise URL? */
export function isOrigin(origin: string, { uid, reviseUrl }: { uid: string; reviseUrl: string }): boolean {
  const { host, hostname } = new URL(origin);
  const domain = hostIn(uid);
  return domain === host || domain === hostname || URL.parse(reviseUrl)?.host === host;
}

/** The hop that is stored of a version that a site pushes with this hop. */
export function takenHop(hop: number, fromOrigin: boolean): number {
  return fromOrigin ? hop : Math.max(hop, 2);
}

/** The hop that a version is sent with; null where it is not sent on. */
export function sentHop(hop: number): number | null {
  return hop === MOST ? null : hop + 1;
}
