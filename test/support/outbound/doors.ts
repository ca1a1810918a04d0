/**
 * Every door by which a URL comes in, and which calls of the network stand behind it, as `file#function` within `src/`.
 * `doors.test.ts` fails where a call has no row, and the canaries' test where a row was not driven.
 */
export const DOORS = {
  "a feed's address": ["exchange/polling/poll-feed.ts#fetchFeed"],
  "a redirect of a feed": ["exchange/polling/poll-feed.ts#fetchFeed"],
  "a command's argument": ["exchange/polling/preview.ts#previewSite", "exchange/keys/introduce.ts#meet"],
  "what stands in a feed": [],
  "the preview of a feed": ["exchange/polling/preview.ts#previewSite"],
  "a peer's address": ["exchange/keys/introduce.ts#meet", "exchange/keys/introduce.ts#readSiteDocument"],
  "what a peer's site document names": [
    "exchange/push-register/request-desk.ts#sent",
    "exchange/repair/compare-digests.ts#compareBucket",
    "exchange/repair/compare-digests.ts#compareDigests",
    "exchange/repair/fetch-named.ts#fetchObjects",
    "exchange/repair/pull-changes.ts#readPage",
  ],
  "the callback of a stranger": [
    "exchange/push-register/intent.ts#challenge",
    "exchange/push-register/intent.ts#fingerprintOf",
  ],
  "where a peer is pushed to": ["exchange/pushing/deliver.ts#push"],
  "a report by a stranger": ["exchange/keys/introduce.ts#meet"],
  "X-REVISE-URL": ["exchange/editing/report.ts#post"],
  "the host of a UID that names a key": ["exchange/keys/ask-keys.ts#fetchKey"],
  "a peer that says that it has moved": ["exchange/keys/introduce.ts#readSiteDocument"],
  "whom a node tells that it has moved": ["exchange/moving/announce-move.ts#announce"],
  "the web hook": ["exchange/notices/message.ts#webHookHandler"],
  "the mail server": ["exchange/notices/message.ts#mailHandler"],
  "the node's own address": ["cli/doctor/clock.ts#offsetFrom", "cli/doctor/public-url.ts#checkFeed"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Door = keyof typeof DOORS;

/** What passes on a request that one of the others makes. */
export const PASSAGES: readonly string[] = [
  "cli/doctor/patient.ts#hurried",
  "exchange/foreign.ts#sendForOk",
  "sources/source.ts#sendOrRead",
];
