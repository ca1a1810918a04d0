import type { html } from "hono/html";

/** What a template gives: escaped, ready to stand in another one. */
export type Markup = ReturnType<typeof html>;
