/**
 * DisCal as a library: what a program needs to run a node of its own.
 *
 * ```ts
 * const config = readConfig("peers.yaml");
 * await using node = await openNode(config, log);
 * await using server = await listen(node.fetch, config.node.listen);
 * ```
 */
export { openNode } from "./cli/open-node.ts";
export { readConfig } from "./cli/read-config.ts";
export type { Config, NetworkConfig, NodeConfig } from "./config/config.ts";
export { loadConfig, type ConfigSource } from "./config/load.ts";
export { DomainError, type DomainProblem } from "./core/model/domain-error.ts";
export type { EventSummary, EventTime, Occurrence } from "./core/model/event.ts";
export type { Log } from "./core/model/log.ts";
export type { Site, SiteDeclaration, SiteHealth } from "./core/model/site.ts";
export type { OfferResult, OfferVerdict } from "./core/model/verdict.ts";
export type { ObjectState, Version } from "./core/model/version.ts";
export type { NewEvent } from "./exchange/enter.ts";
export type { PollReport } from "./exchange/poll.ts";
export { createSend } from "./net/client.ts";
export type { OutboundRequest, OutboundResponse, Send } from "./net/send.ts";
export { createNode, type Node, type NodeParts } from "./node.ts";
export { listen, type Listening } from "./serve/listen.ts";
export type { Store } from "./store/contract.ts";
export { openKeys } from "./wire/keystore.ts";
export { createVerifier } from "./wire/openpgp-verifier.ts";
export type { Signer, Verifier } from "./wire/signer.ts";
