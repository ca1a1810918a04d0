/** How one of the four attributes of an offered object reads by the grammar (protocol, section 1). */
export type AttributeKind = "empty" | "valid" | "invalid";
