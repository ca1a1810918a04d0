import { html } from "hono/html";
import type { Publisher } from "../../sinks/publisher.ts";
import { renderPage } from "../web/layout.ts";
import type { Markup } from "../web/markup.ts";
import { docsIntroduction } from "./docs-introduction.ts";
import { anchorOf, renderSchema, withCode } from "./docs-schema.ts";
import { docsStylePath } from "./docs-style.ts";
import type { OpenApi, Operation, Parameter } from "./openapi-document.ts";
import { curlOf } from "./sample-call.ts";

/** One operation, and where it is called. */
interface Call {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** The page of the API, written from its OpenAPI document: it needs no script, and nothing from elsewhere. */
export function renderDocs(document: OpenApi, publisher: Publisher): Promise<string> {
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const main = html`<article class="page api">
    <h1>API of this node</h1>
    ${docsIntroduction(document, publisher)}
    ${document.tags.map((chapter) => renderChapter(chapter, calls, document))}
    <section>
      <h2 id="schemas">Schemas</h2>
      ${Object.entries(document.components.schemas)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(
          ([name, schema]) =>
            html`<div class="operation">
              <h3 id="${anchorOf(name)}">${name}</h3>
              ${schema.description === undefined ? "" : html`<p>${withCode(schema.description)}</p>`}
              ${renderSchema(schema)}
            </div>`,
        )}
    </section>
  </article>`;
  const head = html`<link rel="stylesheet" href="${docsStylePath}" />`;
  return renderPage({ publisher, title: "API", canonical: "/api/v1/docs", head, main });
}

function renderChapter(
  { name, description }: OpenApi["tags"][number],
  calls: readonly Call[],
  document: OpenApi,
): Markup {
  const own = calls.filter(({ operation }) => operation.tags.includes(name));
  return html`<section>
    <h2 id="${name}">${name[0]?.toUpperCase()}${name.slice(1)}</h2>
    <p>${description}.</p>
    ${own.map((call) => renderCall(call, document))}
  </section>`;
}

function renderCall({ method, path, operation }: Call, document: OpenApi): Markup {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const role = operation["x-role"];
  const [status = "", success] = Object.entries(responses).find(([code]) => code.startsWith("2")) ?? [];
  const answer = success !== undefined && "content" in success ? success.content : {};
  return html`<div class="operation" id="${operationId}">
    <h3>${summary}</h3>
    <p class="call">
      <code><b>${method.toUpperCase()}</b> ${path}</code>
      <span class="flag">${role === "public" ? "public" : `role ${role}`}</span>
    </p>
    ${description === undefined ? "" : html`<p>${withCode(description)}</p>`}
    <pre><code>${curlOf(method, path, operation, document)}</code></pre>
    ${parameters.length === 0 ? "" : details("Parameters", renderParameters(parameters))}
    ${Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) =>
      details(`Body: ${type}`, renderSchema(schema)),
    )}
    ${Object.values(answer ?? {}).map(({ schema }) => details(`Answer: ${status}`, renderSchema(schema)))}
  </div>`;
}

function details(title: string, content: Markup): Markup {
  return html`<details>
    <summary>${title}</summary>
    ${content}
  </details>`;
}

function renderParameters(parameters: readonly Parameter[]): Markup {
  return html`<dl class="members">
    ${parameters.map(
      ({ name, in: place, description }) =>
        html`<div>
          <dt><code>${name}</code> <span class="aside">${place}</span></dt>
          <dd>${withCode(description)}</dd>
        </div>`,
    )}
  </dl>`;
}
