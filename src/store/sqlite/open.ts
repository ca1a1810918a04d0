import { randomUUID } from "node:crypto";
import type { Vault } from "../../wire/vault.ts";
import type { Store } from "../contract.ts";
import type { Expansions } from "../expansions.ts";
import { admission } from "./commons/admit.ts";
import { backingUp } from "./database/backup.ts";
import { calendars } from "./people/calendars.ts";
import { changeRecorder } from "./database/changes.ts";
import { claims } from "./polls/claims.ts";
import { commonsApply } from "./commons/apply.ts";
import { timeKeeper } from "./database/clock.ts";
import { commonsFacets } from "./commons/facets.ts";
import { commonsGet } from "./commons/get.ts";
import { commonsKeys } from "./commons/keys.ts";
import { commonsList } from "./commons/list.ts";
import { commonsMaintain } from "./commons/maintain.ts";
import { commonsOverlay } from "./commons/overlay.ts";
import { commonsPropose } from "./commons/propose.ts";
import { commonsPublished } from "./commons/published.ts";
import { commonsRecognise } from "./commons/recognise.ts";
import { commonsWaiting } from "./commons/waiting.ts";
import { watchOthers } from "./database/data-version.ts";
import { connect, type Database, queries } from "./database/database.ts";
import { deliveries } from "./deliveries/deliveries.ts";
import { errands } from "./people/errands.ts";
import { type EventIndex, eventIndex } from "./listing/event-index.ts";
import { eventText } from "./listing/event-text.ts";
import { judgingAnew } from "./judging/judge-anew.ts";
import { currentEpoch, type EpochSource, moveDerived, moveTimezone, moveZoneData } from "./database/meta.ts";
import { expansionsOf } from "./listing/expansions.ts";
import { keys } from "./registry/keys.ts";
import { type HandOut, handingOut } from "./database/handed-out.ts";
import { migrate, migrations } from "./database/migrate.ts";
import { moves } from "./registry/moves.ts";
import { nonceBook } from "./people/nonces.ts";
import { notices } from "./people/notices.ts";
import { objectRows } from "./commons/object-rows.ts";
import { pollRecord } from "./polls/poll-record.ts";
import { readiness } from "./database/ready.ts";
import { registrations } from "./registry/registrations.ts";
import { registry } from "./registry/registry.ts";
import { repair } from "./repair/repair.ts";
import { replies } from "./people/replies.ts";
import { reviewing } from "./judging/review.ts";
import { sealPlain } from "./registry/seal-plain.ts";
import { settling } from "./commons/settle-object.ts";
import { statistics } from "./database/statistics.ts";
import { tokens } from "./people/tokens.ts";
import { write } from "./database/transaction.ts";
import { weighing } from "./polls/weigh.ts";

export interface StoreOptions {
  /** The database file, or ":memory:". */
  readonly path: string;
  /** IANA zone for dates and floating times; where it changed, what is listed by it is derived anew. */
  readonly timezone: string;
  /** ms since 1970. */
  readonly now: number;
  /** Release of the time zone data that this program computes with; this Node's unless given. */
  readonly zoneData?: string;
  /** Random unless given. */
  readonly newEpoch?: EpochSource;
  /** Seals what an earlier program left in plain text; nothing is sealed unless it is given. */
  readonly seal?: Vault["seal"];
}

/**
 * Opens the store, and brings its database forward to this program's schema. Throws a DomainError `unavailable`
 * where the file cannot be used, `unsupported` where it is another program's, or a newer one's.
 */
export async function openStore({
  path,
  timezone,
  now,
  zoneData = process.versions["tz"] ?? "",
  newEpoch = randomUUID,
  seal,
}: StoreOptions): Promise<Store> {
  const client = connect(path);
  try {
    migrate(client, migrations());
    const db = queries(client);
    if (seal !== undefined) sealPlain(db, seal);
    const index = eventIndex(db, timezone);
    const epoch = write(db, () => {
      const epoch = currentEpoch(db, { timezone, zoneData }, newEpoch);
      if (moveTimezone(db, timezone)) index.rezone(now);
      const derived = moveDerived(db);
      if (derived < 1) index.rekey();
      if (derived < 2) objectRows(db).fillBuckets();
      if (moveZoneData(db, zoneData)) index.outdate(now);
      return epoch;
    });
    return assemble(db, index, expansionsOf(db, timezone), epoch, handingOut(client, epoch));
  } catch (error) {
    client.close();
    throw error;
  }
}

function assemble(
  db: Database,
  index: EventIndex,
  expansions: Expansions,
  epoch: string,
  handOut: HandOut,
): Store {
  const record = changeRecorder(db);
  const settle = settling(db, index);
  const review = reviewing(db, settle);
  const admit = admission(db, settle);
  const text = eventText(db);
  const close = async () => void db.$client.close();
  return {
    epoch,
    commons: {
      ...commonsGet(db),
      ...commonsPublished(db, handOut),
      ...commonsWaiting(db),
      ...commonsOverlay(db, record, index),
      ...commonsKeys(db, record, settle),
      recognise: commonsRecognise(db),
      apply: commonsApply(db, record, admit, text),
      propose: commonsPropose(db),
      ...commonsList(db),
      facets: commonsFacets(db),
      maintain: commonsMaintain(db, index, judgingAnew(db, record, review)),
    },
    registry: registry(db, record, text),
    polls: { ...claims(db), ...pollRecord(db, record, weighing(db, admit), text, review) },
    expansions,
    deliveries: deliveries(db, epoch),
    repair: repair(db, handOut),
    keys: keys(db, record),
    errands: errands(db),
    registrations: registrations(db),
    notices: notices(db),
    moves: moves(db),
    calendars: calendars(db),
    tokens: tokens(db),
    replies: replies(db),
    useNonce: nonceBook(db),
    keepTime: timeKeeper(db),
    changedElsewhere: watchOthers(db.$client),
    ready: readiness(db.$client),
    backup: backingUp(db.$client),
    statistics: statistics(db),
    [Symbol.asyncDispose]: close,
  };
}
