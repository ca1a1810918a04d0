/** How one of the four attributes of an offered object reads by the grammar (protocol, section 1). */
export type AttributeKind = "empty" | "valid" | "invalid";

/** The four attributes that decide what entering an event means. */
export interface FourAttributes {
  readonly uid: AttributeKind;
  readonly hop: AttributeKind;
  readonly revision: AttributeKind;
  readonly reviseUrl: AttributeKind;
}

export type Entry =
  | { readonly action: "generate" }
  | { readonly action: "take-over" }
  | { readonly action: "ignore"; readonly reason: string };

const NAMES = { uid: "UID", hop: "X-HOP", revision: "X-REVISION", reviseUrl: "X-REVISE-URL" } as const;

/**
 * The four-attribute rule of `enter-event` (protocol, section 2), over all 81 cases: all empty and an authenticated
 * local author make a new event, all valid are taken over, the other 79 are ignored with their reason.
 */
export function decideEntry(attributes: FourAttributes, localAuthor: boolean): Entry {
  const kinds = Object.values(attributes);
  if (kinds.every((kind) => kind === "valid")) return { action: "take-over" };
  if (kinds.every((kind) => kind === "empty")) {
    if (localAuthor) return { action: "generate" };
    return { action: "ignore", reason: "only an author of this node may enter an event without a UID" };
  }
  const faults = Object.entries(NAMES)
    .map(([key, name]) => ({ name, kind: attributes[key as keyof FourAttributes] }))
    .filter(({ kind }) => kind !== "valid")
    .map(({ name, kind }) => (kind === "empty" ? `${name} is missing` : `${name} is not valid`));
  return { action: "ignore", reason: faults.join(", ") };
}
