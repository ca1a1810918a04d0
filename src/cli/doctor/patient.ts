import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../../config/config.ts";
import { isLoopback } from "../../config/plain-http.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import { readSiteDocument } from "../../exchange/keys/introduce.ts";
import type { Send } from "../../net/send.ts";
import type { Store } from "../../store/contract.ts";
import { type Inspection, inspectDatabase } from "../../store/sqlite/database/inspect.ts";
import { openStore } from "../../store/sqlite/open.ts";
import { openKeys } from "../../wire/keystore.ts";
import { createVerifier } from "../../wire/openpgp-verifier.ts";
import type { Signer, Verifier } from "../../wire/signer.ts";
import type { SiteDocument } from "../../wire/site-document.ts";

/** A node as the doctor sees it, whether its server runs or not. */
export interface Patient {
  readonly config: Config;
  /** ms since 1970. */
  readonly now: number;
  /** The node's own outbound client, with deadlines that a person can wait for. */
  readonly send: Send;
  readonly verifier: Verifier;
  readonly database: Inspection | null;
  /** Null where there is none, or opening it would change it. */
  readonly store: Store | null;
  /** Null where there is no key yet; what is wrong with it otherwise. */
  readonly key: Signer | DomainError | null;
  /** Who answers on the port of this machine. */
  readonly here: Answer;
  /** Who answers at the public address; null where others can't reach that anyway. */
  readonly outside: Answer | null;
}

/** Who answers at an address, or why nobody does. */
export type Answer = SiteDocument | DomainError;

/** Makes an outbound client that may reach these ranges beside the public internet. */
export type CreateSend = (allow: readonly string[]) => Promise<Send>;

/** No check waits longer for one answer, ms. */
const DEADLINE = 10_000;
const LOOPBACK = ["127.0.0.0/8", "::1/128"];

/** Looks at a node without changing anything: no folder or key is made, and no database brought forward. */
export async function admit(config: Config, now: number, createSend: CreateSend): Promise<Patient> {
  const { allow } = config.network;
  const { host } = config.node.listen;
  const send = hurried(await createSend(allow));
  const near = hurried(await createSend([...allow, ...LOOPBACK, ...(/[a-z]/i.test(host) ? [] : [host])]));
  const path = join(config.node.data, "discal.db");
  const database = inspectDatabase(path);
  const isFit = database !== null && database.faults.length === 0 && database.schema === database.newest;
  const [key, here, outside] = await Promise.all([
    readKey(config, now),
    answerAt(near, addressHere(config.node.listen)),
    isLoopback(new URL(config.node.url).hostname) ? null : answerAt(send, config.node.url),
  ]);
  const store = isFit ? await openStore({ path, timezone: config.node.timezone, now }) : null;
  return { config, now, send, verifier: createVerifier(), database, store, key, here, outside };
}

/** Where the server of this machine answers. */
export function addressHere({ host, port }: Config["node"]["listen"]): string {
  const near = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${near.includes(":") ? `[${near}]` : near}:${port}`;
}

function hurried(send: Send): Send {
  return (request) => send({ ...request, timeout: Math.min(request.timeout, DEADLINE) });
}

async function answerAt(send: Send, origin: string): Promise<Answer> {
  try {
    return await readSiteDocument(send, origin);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

async function readKey(config: Config, now: number): Promise<Patient["key"]> {
  const { data, name, url } = config.node;
  const dir = join(data, "keys");
  if (!existsSync(join(dir, "signing.asc"))) return null;
  try {
    return (await openKeys({ dir, name, url, now })).signer;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
