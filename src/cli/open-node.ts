import { randomBytes } from "node:crypto";
import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { DomainError } from "../core/model/domain-error.ts";
import type { Log } from "../core/model/log.ts";
import { createSend } from "../net/client.ts";
import { createNode, type Node } from "../node.ts";
import { openKeys } from "../wire/keystore.ts";
import { createVerifier } from "../wire/openpgp-verifier.ts";

/** A node on this machine's clock, network and disk. Throws a DomainError where its data folder cannot be used. */
export async function openNode(config: Config, log: Log): Promise<Node> {
  const { data, name, url } = config.node;
  prepareFolder(data);
  const { signer } = await openKeys({ dir: join(data, "keys"), name, url, now: Date.now() });
  const closing = new AbortController();
  const node = await createNode({
    config,
    clock: Date.now,
    random: (length) => randomBytes(length),
    send: createSend({ allow: config.network.allow, closing: closing.signal }),
    signer,
    verifier: createVerifier(),
    log,
  });
  return {
    ...node,
    // A feed may take a minute to answer; who ends a service waits for ten seconds.
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await node[Symbol.asyncDispose]();
    },
  };
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
