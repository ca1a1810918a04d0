import { html } from "hono/html";
import type { Publisher } from "../../sinks/publisher.ts";
import { searchForm } from "./agenda-form.ts";
import { pageHeaders } from "./headers.ts";
import { renderPage } from "./layout.ts";

/** What went wrong, in words. */
export interface Message {
  readonly title: string;
  readonly text: string;
}

/** The page for an address that leads nowhere: the app's answer to browsers where nothing else answers. */
export function notFoundAnswer(publisher: Publisher): Promise<Response> {
  return messageAnswer(publisher, 404, {
    title: "Nothing is here",
    text: "No page of this node has that address. It may have been cut short on its way to you, or the event that it showed is gone.",
  });
}

/** A page that says why there is nothing to see, and where to go instead. */
export async function messageAnswer(
  publisher: Publisher,
  status: number,
  message: Message,
): Promise<Response> {
  return new Response(await renderMessage(publisher, message), { status, headers: pageHeaders });
}

function renderMessage(publisher: Publisher, { title, text }: Message): Promise<string> {
  const main = html`<article class="page">
    <h1>${title}</h1>
    <p>${text}</p>
    ${searchForm()}
    <p><a href="/">Everything that is coming</a></p>
  </article>`;
  return renderPage({ publisher, title, canonical: null, main });
}
