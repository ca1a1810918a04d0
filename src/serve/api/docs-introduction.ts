import { html } from "hono/html";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Markup } from "../web/markup.ts";
import { MAX_BODY_BYTES } from "./body.ts";
import { READS, WRITES } from "./door.ts";
import type { OpenApi } from "./openapi-document.ts";
import { HEADER } from "./sample-call.ts";

const MIB = 1024 * 1024;

/** What holds for all calls, and the first ones to try. */
export function docsIntroduction({ tags, servers }: OpenApi, { url }: Publisher): Markup {
  const server = servers[0]?.url ?? url;
  return html`<p>
      Everything that the command line does, for programs. What is marked public needs no token. The same as a
      document for programs: <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1).
    </p>
    <nav aria-label="Chapters">
      <ul class="contents">
        ${[...tags.map(({ name }) => name), "schemas"].map(
          (name) => html`<li><a href="#${name}">${name[0]?.toUpperCase()}${name.slice(1)}</a></li>`,
        )}
      </ul>
    </nav>
    <section>
      <h2 id="start">First steps</h2>
      <p>Read what is on, without a token:</p>
      ${example(`curl '${server}/events?limit=3'`)}
      <p>
        To write, make a token on the machine of the node. It is shown once; the node keeps only its hash. In
        a file, as curl sends it, nobody else on the machine sees it:
      </p>
      ${example(
        [
          "(umask 077",
          `  echo "Authorization: Bearer $(npx discal token create me --role editor)" > ${HEADER})`,
        ].join("\n"),
      )}
      <p>Then enter an event. The answer names its <code>uid</code>:</p>
      ${example(
        [
          `curl -H @${HEADER} -H 'Content-Type: application/json' \\`,
          `  -d '{"title":"Evening of songs","start":"2030-05-01T19:30","tags":["music"]}' \\`,
          `  ${server}/events`,
        ].join("\n"),
      )}
      <p>With that, change it:</p>
      ${example(
        [
          `curl -X PATCH -H @${HEADER} -H 'Content-Type: application/json' \\`,
          `  -d '{"location":"Town hall"}' ${server}/events/UID`,
        ].join("\n"),
      )}
    </section>
    <section>
      <h2 id="rules">What holds for all calls</h2>
      <ul class="plain">
        <li>
          <strong>Roles.</strong> A reader sees what is not public, an editor writes events and calendars, an
          admin does all. A token goes into <code>Authorization: Bearer</code>, never into an address.
        </li>
        <li>
          <strong>Errors</strong> are problem documents (RFC 9457): <code>detail</code> says what was wrong
          and what to do, <code>errors</code> lists each place of a body by its JSON pointer.
        </li>
        <li>
          <strong>Lists</strong> are <code>items</code> and <code>next</code>: give that as
          <code>cursor</code> for the next page.
        </li>
        <li>
          <strong>Repeating writes.</strong> With an <code>Idempotency-Key</code> of your own (a UUID, say), a
          repeated request gets the first answer again, for 24 hours.
        </li>
        <li>
          <strong>Changing what others may change, too.</strong> The <code>ETag</code> of an event is its
          revision, with a mark where rivals stand beside it; sent as <code>If-Match</code>, a change is
          refused (412) where another one came before.
        </li>
        <li>
          <strong>Limits.</strong> ${READS.perMinute} reads and ${WRITES.perMinute} writes a minute for each
          token, or address without one. <code>RateLimit</code> says what is left; after a 429, wait as long
          as <code>Retry-After</code> says. A body may have ${MAX_BODY_BYTES / MIB} MiB.
        </li>
        <li><strong>Times</strong> are instants in UTC; those of events are local with their zone, too.</li>
      </ul>
    </section>`;
}

function example(text: string): Markup {
  return html`<pre><code>${text}</code></pre>`;
}
