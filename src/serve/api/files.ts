import { DomainError } from "../../core/model/domain-error.ts";
import { FEED_BYTES } from "../../exchange/foreign.ts";
import type { Operations } from "../../exchange/operations.ts";
import { route, type Route } from "./route.ts";
import { reportJson, reportShape } from "./site-shapes.ts";

/** Calendar files as sources. */
export function fileRoutes({ operations }: { readonly operations: Operations }): readonly Route[] {
  return [
    route({
      method: "put",
      path: "/files/{name}",
      role: "editor",
      name: "importFile",
      chapter: "sites",
      summary: "Import a calendar file; under the same name again, its changes are revisions",
      about: "A body may have 50 MiB.",
      calendar: true,
      most: FEED_BYTES,
      answer: reportShape,
      handle: async ({ params: { name }, body }) => {
        if (!NAME.test(name)) {
          throw new DomainError(
            "invalid",
            "A file's name is a line of 1 to 100 characters, without folders.",
            {
              parameter: "name",
            },
          );
        }
        const summary = await operations.importFile(name, body);
        const site = { id: summary.siteId, name, url: `file:${name}` };
        return { body: reportJson({ site, outcome: "changed", summary, reason: null }) };
      },
    }),
  ];
}

const NAME = /^[^\p{Cc}/\\]{1,100}$/u;
