import { and, eq, isNotNull } from "../../../../schema/drizzle.ts";
import { errands, registrations } from "../../../../schema/tables.ts";
import { isSealed, type Vault } from "../../../wire/vault.ts";
import { sealedAs } from "../../registrations.ts";
import type { Database } from "../database/database.ts";
import { write } from "../database/transaction.ts";

/**
 * Seals the tokens that an earlier program left in plain text: those that other sites gave, and those that this node is
 * still to give. What stood there before is overwritten, in the log of the database, too.
 */
export function sealPlain(db: Database, seal: Vault["seal"]): void {
  const { $client: client } = db;
  client.pragma("secure_delete = ON");
  const sealed = write(db, () => sealCredentials(db, seal) + sealPayloads(db, seal));
  client.pragma("secure_delete = OFF");
  if (sealed > 0) client.pragma("wal_checkpoint(TRUNCATE)");
}

function sealCredentials(db: Database, seal: Vault["seal"]): number {
  const given = db
    .select({
      direction: registrations.direction,
      id: registrations.id,
      credential: registrations.credential,
    })
    .from(registrations)
    .where(and(eq(registrations.direction, "in"), isNotNull(registrations.credential)));
  const plain = given.all().filter(({ credential }) => credential !== null && !isSealed(credential));
  for (const { direction, id, credential } of plain) {
    const row = and(eq(registrations.direction, direction), eq(registrations.id, id));
    const sealed = seal(credential ?? "", sealedAs({ direction, id }));
    db.update(registrations).set({ credential: sealed }).where(row).run();
  }
  return plain.length;
}

function sealPayloads(db: Database, seal: Vault["seal"]): number {
  const asking = db.select().from(errands).where(eq(errands.kind, "register")).all();
  const plain = asking.filter(({ payload }) => tokenIn(payload) !== null);
  for (const { id, subject, payload } of plain) {
    const bearer = seal(tokenIn(payload) ?? "", sealedAs({ direction: "out", id: subject }));
    const sealed = { ...(payload as object), bearer };
    db.update(errands).set({ payload: sealed }).where(eq(errands.id, id)).run();
  }
  return plain.length;
}

function tokenIn(payload: unknown): string | null {
  const { bearer } = payload as { readonly bearer?: string | null };
  return typeof bearer === "string" && !isSealed(bearer) ? bearer : null;
}
