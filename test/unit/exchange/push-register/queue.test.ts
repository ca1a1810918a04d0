import { describe, expect, it, onTestFinished } from "vitest";
import { verificationQueue } from "../../../../src/exchange/push-register/queue.ts";
import { openStore } from "../../../../src/store/sqlite/open.ts";
import { against } from "../../../support/threat.ts";

const NOW = Date.UTC(2026, 2, 16, 12);
const MINUTE = 60_000;

async function world() {
  const store = await openStore({ path: ":memory:", timezone: "UTC", now: NOW });
  onTestFinished(() => store[Symbol.asyncDispose]());
  const { errands } = store;
  const times = async () =>
    (await errands.list("verify"))
      .map(({ nextTry }) => ((nextTry ?? 0) - NOW) / MINUTE)
      .sort((a, b) => a - b);
  return { errands, times, start: () => verificationQueue(errands) };
}

const asked = (id: string, host = "b.example") => ({ id, site: `https://${host}`, renewed: false });

describe("requests in the name of a site", () => {
  it(
    "are verified a minute apart, also after a restart",
    against("outbound", "a stranger makes a node ask a third party", "one request a minute for each host"),
    async () => {
      const { start, times } = await world();
      const before = start();
      for (const id of ["one", "two", "three"]) await before(asked(id), NOW);
      await start()(asked("four"), NOW);
      expect(await times()).toEqual([0, 1, 2, 3]);
    },
  );

  it("wait no longer than five minutes, and are 32 at most", async () => {
    const { start, times } = await world();
    const queue = start();
    for (let n = 0; n < 10; n += 1) await queue(asked(`same ${n}`), NOW);
    expect(await times()).toEqual([0, 1, 2, 3, 4, 5]);
    for (let n = 0; n < 50; n += 1) await queue(asked(`other ${n}`, `${n}.example`), NOW);
    expect(await times()).toHaveLength(32);
  });

  it("keep no site from renewing its lease", async () => {
    const { errands, start } = await world();
    const queue = start();
    for (let n = 0; n < 50; n += 1) await queue(asked(`${n}`), NOW);
    await queue({ ...asked("renewal"), renewed: true }, NOW);
    expect((await errands.find("verify", "renewal"))?.nextTry).toBe(NOW);
  });
});
