import { Hono } from "hono";
import { DomainError } from "../../core/model/domain-error.ts";
import { PATHS } from "../../exchange/self.ts";
import type { Store } from "../../store/contract.ts";
import { type ChangesAnswer, MAX_CHANGES } from "../../wire/changes.ts";
import { PROBLEM_TYPE, toProblem } from "../../wire/problem.ts";
import { itemsOf } from "./marks.ts";
import { numberOf } from "./number.ts";
import { packedJson } from "./packed-json.ts";

/** `GET /discal/v1/changes?since=&epoch=&limit=`: the change log, for catching up (protocol, section 7). */
export function changesRoutes({ repair, epoch }: Pick<Store, "repair" | "epoch">): Hono {
  return new Hono().get(PATHS.changes, async (c) => {
    const since = numberOf("since", c.req.query("since"), 0, { least: 0, most: Number.MAX_SAFE_INTEGER });
    const limit = numberOf("limit", c.req.query("limit"), MAX_CHANGES, { least: 1, most: MAX_CHANGES });
    const meant = c.req.query("epoch");
    if (since > 0 && meant === undefined) {
      const message = "since is a number of one change log: name that, too, with epoch.";
      throw new DomainError("invalid", message, { parameter: "epoch" });
    }
    if ((meant !== undefined && meant !== epoch) || since > (await repair.head())) return resync(epoch);
    const { items, keys, next, more } = await repair.changes(since, limit);
    const answer: ChangesAnswer = { epoch, next, more, items: itemsOf(items), keys: [...keys] };
    return packedJson(c.req.raw, answer);
  });
}

/** The asker's cursor is of a change log that is no more: a restored copy counts anew. */
function resync(epoch: string): Response {
  const message = "This cursor is of another change log. Compare digests, then go on from what they say.";
  const problem = toProblem(new DomainError("conflict", message, { epoch }), 409);
  return Response.json(
    { ...problem, resync: true },
    { status: 409, headers: { "Content-Type": PROBLEM_TYPE } },
  );
}
