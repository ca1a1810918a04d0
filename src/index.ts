/**
 * DisCal as a library: a node of one's own in another program, sources that it polls, sinks that read what it has,
 * and the pure core (also alone, as `discal/core`).
 *
 * ```ts
 * const config = readConfig("peers.yaml");
 * await using node = await openNode(config, createLog("warn"));
 * await using server = await listen(node.fetch, config.node.listen);
 * await beat(node, { clock: Date.now, signal, log }); // polls and delivers until `signal` aborts
 * ```
 *
 * `scripts/examples/` has three programs that use it. What is exported here is the library's face; everything else may
 * change from one version to the next.
 */

// --- a node of one's own -------------------------------------------------------------------------------------
export { openNode } from "./cli/open-node.ts";
export { readConfig } from "./cli/read-config.ts";
export { createLog } from "./cli/log.ts";
export { beat } from "./cli/heartbeat.ts";
export { parseConfig } from "./config/parse.ts";
export type { Config, NetworkConfig, NodeConfig } from "./config/config.ts";
export { listen, type Listening } from "./serve/listen.ts";
export type { Log } from "./core/model/log.ts";
export type { Node } from "./node.ts";
export type { Operations, PersonalOperations, RegistrationWish, Resolution } from "./exchange/operations.ts";
export type { Introduction } from "./exchange/keys/introduce.ts";
export type { OverlayWish } from "./exchange/editing/overlay.ts";
export type { NewSite } from "./exchange/site-desk.ts";
export type { NewEvent } from "./exchange/editing/enter.ts";
export type { PollReport, PollWish } from "./exchange/polling/poller.ts";
export type { Self } from "./exchange/self.ts";
export type { Site, SiteDeclaration, SiteHealth } from "./core/model/site.ts";
export type { Overlay } from "./core/model/overlay.ts";
export type { Registration } from "./core/model/registration.ts";
export type { Notice } from "./core/model/notice.ts";
export type { Move } from "./store/moves.ts";
export type { SiteChange } from "./store/registry.ts";
export type { SitePreview } from "./core/model/poll-entry.ts";
export type { OfferResult, OfferVerdict } from "./core/model/verdict.ts";

// --- sources: where events come from beside feeds and peers --------------------------------------------------
export type { Source } from "./sources/source.ts";

// --- sinks: functions over `node.store.commons` --------------------------------------------------------------
export { calendarStream, objectCalendar, type CalendarSelection } from "./sinks/icalendar.ts";
export { eventJson, type EventJson, type MomentJson } from "./sinks/json.ts";
export { eventPath } from "./sinks/event-path.ts";
export type { Commons, PublishedObject, StoredObject } from "./store/commons.ts";
export type { EventPage, EventQuery, EventRow } from "./store/event-list.ts";
export type { Store } from "./store/contract.ts";
export type { PollSummary } from "./store/polls.ts";

// --- a node put together from its parts, for simulations and other networks ----------------------------------
export { createNode, type NodeParts } from "./node.ts";
export { createSend } from "./net/client.ts";
export { createSendMail, type SendMail } from "./net/mail.ts";
export type { OutboundRequest, OutboundResponse, Send } from "./net/send.ts";
export type { Random } from "./exchange/random.ts";
export { openKeys } from "./wire/keystore.ts";
export { createVerifier } from "./wire/openpgp-verifier.ts";
export { openVault } from "./wire/secret-key.ts";
export type { Signer, Verifier } from "./wire/signer.ts";
export type { Vault } from "./wire/vault.ts";

// --- the pure core -------------------------------------------------------------------------------------------
export * from "./core.ts";
