import { html } from "hono/html";
import type { Markup } from "../web/markup.ts";
import type { Schema } from "./openapi-document.ts";
import { schemaName } from "./sample-call.ts";

/** The members of an object, each with its type and what it means. */
function renderMembers({ properties = {}, required = [] }: Schema): Markup {
  const members = Object.entries(properties).map(
    ([name, schema]) => html`
      <div>
        <dt>
          <code>${name}</code>${required.includes(name) ? "" : html` <span class="aside">optional</span>`}
        </dt>
        <dd>${renderType(schema)}${renderMeaning(schema)}</dd>
      </div>
    `,
  );
  return html`<dl class="members">${members}</dl>`;
}

/** A schema where it is used: a link to the one that has a name, the members of one that has none. */
export function renderSchema(schema: Schema): Markup {
  return schema.properties === undefined
    ? html`<p>${renderType(schema)}${renderMeaning(schema)}</p>`
    : renderMembers(schema);
}

function renderType(schema: Schema): Markup {
  const { $ref, type, items, anyOf, properties } = schema;
  if ($ref !== undefined) return html`<a href="#${anchorOf(schemaName($ref))}">${schemaName($ref)}</a>`;
  if (anyOf !== undefined) {
    return html`${anyOf.map((each, index) => html`${index === 0 ? "" : " or "}${renderType(each)}`)}`;
  }
  if (schema.enum !== undefined) return html`${schema.enum.map(String).join(", ")}`;
  if (schema.const !== undefined) return html`${JSON.stringify(schema.const)}`;
  if (schema.format === "date-time") return html`instant`;
  if (items !== undefined) return html`list of ${renderType(items)}`;
  return html`${properties === undefined ? (type ?? "anything") : "object"}`;
}

function renderMeaning({ description, default: preset, examples, properties, items }: Schema): Markup {
  const inner = properties === undefined ? items : { properties };
  return html`${description === undefined ? "" : html`. ${withCode(description.replace(/\.$/, ""))}.`}${
    preset === undefined ? "" : html` <span class="aside">By default ${JSON.stringify(preset)}.</span>`
  }${
    examples === undefined ? "" : html` <span class="aside">Such as ${JSON.stringify(examples[0])}.</span>`
  }${inner?.properties === undefined ? "" : renderMembers(inner)}`;
}

/** Where a schema that has a name stands on the page. */
export function anchorOf(name: string): string {
  return `schema-${name}`;
}

/** What stands between backticks is code. */
export function withCode(text: string): Markup {
  return html`${text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}
