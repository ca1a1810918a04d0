import type * as z from "zod";
import type { Version } from "../../core/model/version.ts";
import { isProposal } from "../../core/reconcile/proposal.ts";
import { inConflict } from "../../core/reconcile/winner.ts";
import { eventPath, uidToSegment } from "../../sinks/event-path.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";
import type { writtenShape } from "./event-shapes.ts";
import { tagOf } from "./lock.ts";
import type { Outcome } from "./route.ts";

/** How a write to an event is answered: with what it has come to, where it is, and what is still to come. */
export function writtenAnswer(
  { url }: Publisher,
  { commons, errands }: Pick<Store, "commons" | "errands">,
): (version: Version) => Promise<Outcome<z.infer<typeof writtenShape>>> {
  return async (version) => {
    const { uid, revision, digest, cancelled, deleted, reviseUrl } = version;
    const stored = await commons.get(uid);
    const tag = stored === null ? null : tagOf(stored);
    const report = await errands.find("report", uid);
    const self = `/api/v1/events/${uidToSegment(uid)}`;
    const page = url + eventPath(uid);
    const links = { self: url + self, html: page, ics: `${page}.ics` };
    return {
      body: {
        uid,
        revision,
        digest,
        cancelled,
        deleted,
        proposed: isProposal(version),
        conflict: stored !== null && inConflict(stored.state),
        reported_to: report === null || report.nextTry === null ? null : new URL(reviseUrl).host,
        links,
      },
      headers: { ...(tag !== null && { ETag: tag }), Location: self },
    };
  };
}
