// Signed batches by the bare libraries, in one thread: openpgp.js checks the signature, ical.js parses each object,
// SHA-256 names it, and prepared statements write it, one durable transaction for each batch.
import { readKey } from "openpgp";
import { type BareRows, digestOf, openBareRows } from "../bare-rows.ts";
import { checkSigned, type SignedBody } from "../bare-signature.ts";
import { answer } from "../limit.ts";

let rows: BareRows;
let key: Awaited<ReturnType<typeof readKey>>;
let batches: readonly SignedBody[] = [];

export const tasks = {
  async open({ path, certificate }: { readonly path: string; readonly certificate: string }) {
    rows = openBareRows(path);
    key = await readKey({ armoredKey: certificate });
  },
  /** Has them in memory, as the node has what comes over a connection. */
  bring(brought: readonly SignedBody[]) {
    batches = brought;
  },
  async ingest() {
    for (const batch of batches) {
      await checkSigned(batch, key);
      const objects = calendarsOf(batch.body);
      rows.commit(() => objects.forEach((text) => rows.write(text)));
    }
  },
  /** How many are known, by one look-up for each. */
  recognise(): number {
    let known = 0;
    for (const { body } of batches) known += knownOf(body);
    return known;
  },
  /** The same, after a check of each batch's signature. */
  async recogniseSigned(): Promise<number> {
    let known = 0;
    for (const batch of batches) {
      await checkSigned(batch, key);
      known += knownOf(batch.body);
    }
    return known;
  },
};

answer(tasks);

function knownOf(body: Uint8Array): number {
  return calendarsOf(body).filter((text) => rows.has(digestOf(text))).length;
}

function calendarsOf(body: Uint8Array): readonly string[] {
  return Buffer.from(body)
    .toString()
    .split(/(?<=\nEND:VCALENDAR\r\n)/);
}
