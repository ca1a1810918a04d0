import { wireText } from "../../core/ical/object.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Errand } from "../../core/model/errand.ts";
import type { NoticeKind } from "../../core/model/notice.ts";
import type { OfferResult } from "../../core/model/verdict.ts";
import type { Version } from "../../core/model/version.ts";
import { sendHop } from "../../core/reconcile/forward.ts";
import { isProposal } from "../../core/reconcile/proposal.ts";
import type { Send } from "../../net/send.ts";
import type { Store } from "../../store/contract.ts";
import { readMessage } from "../../wire/message.ts";
import { offerAnswer } from "../../wire/offer.ts";
import type { ErrandHandler, ErrandOutcome } from "../errands.ts";
import { readSiteDocument } from "../keys/introduce.ts";
import type { Random } from "../random.ts";
import type { Self } from "../self.ts";
import { signedPost } from "../pushing/signed-post.ts";
import { undelivered } from "../pushing/undelivered.ts";

interface Reporter {
  readonly self: Self;
  readonly store: Pick<Store, "commons" | "notices" | "registry">;
  readonly send: Send;
  readonly clock: () => number;
  readonly random: Random;
}

/** What such an errand holds: which version of its subject is reported, and its `X-REVISE-URL`. */
interface Report {
  readonly c1: string;
  readonly to: string;
}

const FORTNIGHT = 14 * 86_400_000;
/** However often it is asked, the origin will not answer otherwise. */
const FINAL: ReadonlySet<unknown> = new Set([400, 401, 403, 404, 405, 410, 413, 415, 422]);

/** It takes no reports, shows another key than the one that is pinned, or may not be reached. */
const FINAL_PROBLEMS: ReadonlySet<string> = new Set(["unsupported", "conflict", "forbidden"]);

/** The errand that reports a version to where it says. */
export function reportOf({ uid, c1, reviseUrl }: Version): Pick<Errand, "kind" | "subject" | "payload"> {
  return { kind: "report", subject: uid, payload: { c1, to: reviseUrl } satisfies Report };
}

/** Reports what people of this node make of others' events to the node of its `X-REVISE-URL` (protocol, section 4). */
export function reportHandler(reporter: Reporter): ErrandHandler {
  const hostOf = ({ payload }: Errand) => new URL((payload as Report).to).host;
  return {
    patience: FORTNIGHT,
    host: hostOf,
    run: (errand) => report(reporter, errand.subject, errand.payload as Report),
    givenUp: (errand, reason) =>
      tell(
        reporter,
        "unreported",
        errand.subject,
        `A change of the event ${errand.subject} made here is not reported to ${hostOf(errand)}, where it comes from. ${reason}`,
      ),
  };
}

async function report(reporter: Reporter, uid: string, { c1, to }: Report): Promise<ErrandOutcome> {
  const state = (await reporter.store.commons.get(uid))?.state;
  const standing = [state?.signed, state?.open].flatMap((each) => each?.versions ?? []);
  const version = standing.find((each) => each.c1 === c1);
  // What was overtaken meanwhile is no news to its origin.
  if (version === undefined) return { state: "done" };
  try {
    return await settle(reporter, version, new URL(to).host, await post(reporter, version, to));
  } catch (error) {
    if (!(error instanceof DomainError) || !isFinal(error)) throw error;
    return { state: "given-up", reason: error.message };
  }
}

/**
 * Gives the origin's word on a version. Asked is only the endpoint that the site document at the URL's origin names,
 * never the URL itself, which anybody may have written.
 */
async function post(reporter: Reporter, version: Version, reviseUrl: string): Promise<OfferResult> {
  const { origin, host } = await home(reporter.store, reviseUrl);
  const site = await readSiteDocument(reporter.send, origin);
  const { revise } = site.endpoints;
  if (site.url !== origin) throw new DomainError("unsupported", `${host} says that its node is ${site.url}.`);
  if (revise === undefined) throw new DomainError("unsupported", `${host} takes no reports.`);
  const pinned = (await reporter.store.registry.byUrl(origin))?.fingerprint ?? site.fingerprint;
  if (pinned !== site.fingerprint) {
    throw new DomainError("conflict", `${host} shows the key ${site.fingerprint}, pinned here is ${pinned}.`);
  }
  const body = new TextEncoder().encode(wireText({ ...version, hop: sendHop(version) ?? version.hop }));
  const to = { url: revise, key: pinned };
  const answer = await reporter.send(await signedPost(reporter, to, body));
  if (answer.status !== 200) throw undelivered(answer, reporter.clock());
  const [result] = readMessage(offerAnswer, answer.body, revise);
  if (result === undefined) throw new DomainError("unreachable", `${host} said nothing about the report.`);
  return result;
}

/** Where the node of a revise URL is by now. */
async function home({ registry }: Pick<Store, "registry">, reviseUrl: string): Promise<URL> {
  const { origin } = new URL(reviseUrl);
  return new URL((await registry.byFormerUrl(origin))?.url ?? origin);
}

async function settle(
  reporter: Reporter,
  version: Version,
  host: string,
  { verdict, reason }: OfferResult,
): Promise<ErrandOutcome> {
  switch (verdict) {
    case "accepted":
    case "duplicate":
      return { state: "done", outcome: `${host} has it` };
    case "conflict":
      await tell(
        reporter,
        "conflict",
        version.uid,
        `${host}, from which the event ${version.uid} comes, has another version beside a change made here: ${reason}.`,
      );
      return { state: "done", outcome: `${host} has another version beside it: ${reason}` };
    case "held":
      if (!isProposal(version))
        await tell(
          reporter,
          "held",
          version.uid,
          `${host}, from which the event ${version.uid} comes, has not taken over a change made here; it says: “${reason}”.`,
        );
      return { state: "done", outcome: `${host} keeps it for its people to look at: ${reason}` };
    case "deferred":
    case "filtered":
      throw new DomainError("unreachable", `${host} does not take it yet: ${reason}`);
    case "rejected":
      return { state: "given-up", reason: `It is refused: ${reason}` };
  }
}

function isFinal({ problem, details: { status } }: DomainError): boolean {
  return FINAL.has(status) || FINAL_PROBLEMS.has(problem);
}

async function tell({ store, clock }: Reporter, kind: NoticeKind, uid: string, text: string): Promise<void> {
  await store.notices.add([{ kind, uid, siteId: null, text }], clock());
}
