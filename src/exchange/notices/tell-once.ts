import type { NewNotice } from "../../core/model/notice.ts";
import type { Store } from "../../store/contract.ts";

/** Of so many of the newest is looked whether one says the same. */
const LOOKED_AT = 500;

/** Tells people something, unless a notice that they have not seen yet says just that; `ever`: or one that they have. */
export async function tellOnce(
  { notices }: Pick<Store, "notices">,
  notice: NewNotice,
  now: number,
  ever = false,
): Promise<void> {
  const told = await notices.list({ unseenOnly: !ever, before: null, limit: LOOKED_AT });
  if (told.some(({ kind, text }) => kind === notice.kind && text === notice.text)) return;
  await notices.add([notice], now);
}
