import { eventAt } from "./event-text.ts";
import { calendarsIn } from "../../test/support/mock-peer/content-lines.ts";
import type { Known } from "../../test/support/mock-peer/node.ts";
import { readObject } from "../../test/support/mock-peer/object.ts";
import { meet, push } from "../../test/support/mock-peer/outgoing.ts";
import { type MockPeer, startMockPeer } from "../../test/support/mock-peer/peer.ts";
import type { Acknowledged } from "./ledger.ts";

/** A peer written from PROTOCOL.md alone, which outlives all crashes of the node. */
export interface Neighbour extends AsyncDisposable {
  readonly mock: MockPeer;
  /** Digests of all versions that it ever had: what the node believes to have brought it must be among them. */
  readonly had: ReadonlySet<string>;
  /** Pushes these; gives those that the node says it has taken. Throws where there was no answer. */
  readonly push: (node: string, versions: readonly Acknowledged[]) => Promise<readonly Acknowledged[]>;
  /** Takes versions without pushing them: the node is to find them in its changes. */
  readonly hold: (versions: readonly Acknowledged[]) => Promise<void>;
}

const TAKEN = new Set(["accepted", "duplicate", "conflict", "held"]);

export async function startNeighbour(): Promise<Neighbour> {
  const mock = await startMockPeer();
  const had = new Set<string>();
  const { take } = mock.commons;
  mock.commons = {
    ...mock.commons,
    take(held) {
      had.add(held.version.digest);
      return take(held);
    },
  };
  // What it was asked is looked at by nobody here.
  mock.misbehave(() => {
    (mock.asked as unknown[]).length = 0;
    return false;
  });
  let known: Known | null = null;
  const hold = async (versions: readonly Acknowledged[]): Promise<void> => {
    for (const text of versions.map((each) => eventAt(mock, each)).flatMap((ical) => calendarsIn(ical))) {
      const read = await readObject(text, () => null);
      if ("refused" in read) throw new Error(read.reason);
      mock.commons.take({ ...read, version: { ...read.version, hop: 0 } });
    }
  };
  return {
    mock,
    had,
    hold,
    async push(node, versions) {
      known ??= await meet(mock, node);
      await hold(versions);
      const { status, results } = await push(
        mock,
        known,
        versions.map((each) => eventAt(mock, each)).join(""),
      );
      if (status !== 200) return [];
      return versions.filter((_, n) => TAKEN.has(results[n]?.verdict ?? ""));
    },
    [Symbol.asyncDispose]: () => mock[Symbol.asyncDispose](),
  };
}
