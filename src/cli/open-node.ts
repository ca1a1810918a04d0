import { randomBytes } from "node:crypto";
import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { DomainError } from "../core/model/domain-error.ts";
import type { Log } from "../core/model/log.ts";
import { createSend } from "../net/client.ts";
import { createSendMail, type SendMail } from "../net/mail.ts";
import { createNode, type Node } from "../node.ts";
import { loopDelay } from "../serve/loop-delay.ts";
import { declareSources, sendOrRead, type Source } from "../sources/source.ts";
import { openKeys } from "../wire/keystore.ts";
import { createVerifier } from "../wire/openpgp-verifier.ts";
import { openVault } from "../wire/secret-key.ts";
import { createWorkshop } from "../workshop/in-children.ts";
import { readVersion } from "./version.ts";

/**
 * A node on this machine's clock, network and disk, which polls `sources` like the feeds of its configuration. Throws
 * a DomainError where its data folder cannot be used.
 */
export async function openNode(config: Config, log: Log, sources: readonly Source[] = []): Promise<Node> {
  const { data, name, url, secretKey } = config.node;
  prepareFolder(data);
  const { signer } = await openKeys({ dir: join(data, "keys"), name, url, now: Date.now() });
  const closing = new AbortController();
  const node = await createNode({
    config: { ...config, sites: declareSources(config.sites, sources) },
    clock: Date.now,
    random: (length) => randomBytes(length),
    send: sendOrRead(createSend({ allow: config.network.allow, closing: closing.signal }), sources),
    sendMail: mailer(config, closing.signal),
    signer,
    verifier: createVerifier(),
    vault: await openVault(secretKey),
    workshop: createWorkshop(),
    delay: loopDelay(),
    log,
    version: readVersion(),
  });
  return {
    ...node,
    redeclare: (sites, policies) => node.redeclare(declareSources(sites, sources), policies),
    // A feed may take a minute to answer; who ends a service waits for ten seconds.
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await node[Symbol.asyncDispose]();
    },
  };
}

function mailer({ notify, network, node }: Config, closing: AbortSignal): SendMail | null {
  if (notify.mail === null) return null;
  const { server } = notify.mail;
  return createSendMail({ server, allow: network.allow, name: new URL(node.url).hostname, closing });
}

function prepareFolder(data: string): void {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    accessSync(data, constants.W_OK);
  } catch (error) {
    const why = (error as Error).message;
    throw new DomainError(
      "unavailable",
      `The data folder ${data} cannot be written: ${why}. Give this user the right to, or choose another with DISCAL_DATA or node.data.`,
    );
  }
}
