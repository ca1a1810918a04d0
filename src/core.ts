/**
 * The pure core of DisCal alone, `discal/core`: what is true of events and versions, wherever they run. Nothing here
 * reads a file, a clock or a network, and the same input always gives the same output. It needs `Temporal`, `Intl` and
 * `hash` of `node:crypto`, which Node 26 has, and loads neither the store nor openpgp.
 *
 * Times are ms since 1970 unless their name says otherwise, texts are iCalendar (RFC 5545), and a `Version` holds the
 * whole VCALENDAR of one UID. What cannot be taken is a `Refusal`, with its line and reason; nonsense in arguments
 * throws a `DomainError`.
 */

// --- reading: feeds, files, and objects as nodes send them ---------------------------------------------------
export { decodeCalendar } from "./core/ical/decode.ts";
export { isCalendar, splitFeed, type SplitFeed } from "./core/ical/feed.ts";
export type { Block } from "./core/ical/feed-block.ts";
export type { FeedHead } from "./core/ical/feed-head.ts";
export { cutObject, type CutObject, type CutOptions } from "./core/ical/cut.ts";
export { readObject, splitCalendars } from "./core/ical/object.ts";
export type { PlainHttp } from "./core/ical/attributes.ts";
export type { Refusal } from "./core/model/refusal.ts";

// --- what an event says, and when it happens -----------------------------------------------------------------
export { describe } from "./core/ical/event.ts";
export { expand } from "./core/ical/occurrences.ts";
export type { OccurrenceWindow } from "./core/ical/occurrence-set.ts";
export type { EventSummary, EventTime, Expansion, Occurrence } from "./core/model/event.ts";
export { isKnownZone } from "./core/ical/zones.ts";

// --- versions: which say the same, and which one stands ------------------------------------------------------
export { semanticDigest } from "./core/ical/digest.ts";
export { exactDigest } from "./core/ical/canonical.ts";
export { merge, type Merged } from "./core/reconcile/merge.ts";
export { inConflict, leastHop, winner } from "./core/reconcile/winner.ts";
export { isProposal, nextRevision } from "./core/reconcile/proposal.ts";
export { offeredHop, sendHop } from "./core/reconcile/forward.ts";
export { uidDomain, uidFingerprint } from "./core/model/uid.ts";
export type { MergeVerdict } from "./core/model/verdict.ts";
export {
  MAX_NUMBER,
  type Author,
  type ClassState,
  type ObjectState,
  type Version,
  type VersionClass,
} from "./core/model/version.ts";

// --- several versions side by side, field by field, and one made of them ---------------------------------------
export { compareVersions, type ComparedField, type Saying } from "./core/ical/compare-versions.ts";
export { differences, type Difference } from "./core/ical/differences.ts";
export { mergeFields } from "./core/ical/merge-fields.ts";

// --- writing: new events, later versions, calendars ----------------------------------------------------------
export { composeEvent, type EventDraft } from "./core/ical/compose.ts";
export { reviseEvent, type Made } from "./core/ical/revise.ts";
export type { EventChange } from "./core/model/event-change.ts";
export { restamp, tombstone, type Restamp } from "./core/ical/stamp.ts";
export { wireText } from "./core/ical/object.ts";
export { writeCalendar, type SourceEvent } from "./core/ical/write-calendar.ts";
export {
  feedEnd,
  feedObject,
  feedStart,
  newFeedState,
  type FeedHeading,
  type FeedState,
} from "./core/ical/write.ts";

// --- filters: what a list shows; what nodes take from and give to each other -----------------------------------
export { placeKeys, tagKey, type Circle, type EventFilter, type Facet } from "./core/model/filter.ts";
export { subjectOf, type Subject } from "./core/reconcile/subject.ts";
export { refusedBy } from "./core/reconcile/refused-by.ts";
export type { PeerFilter } from "./core/model/peer-filter.ts";
export type { Position } from "./core/model/circle.ts";
export { policyVerdict } from "./core/reconcile/policy-verdict.ts";
export type { Policy, PolicyAction } from "./core/model/policy.ts";

// --- errors --------------------------------------------------------------------------------------------------
export { DomainError, type DomainProblem } from "./core/model/domain-error.ts";
