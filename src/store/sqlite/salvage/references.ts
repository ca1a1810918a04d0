import type { Connection } from "../database/database.ts";
import { type Column, columnsOf, tablesOf } from "./table-shape.ts";

/** What names a row that was lost: the name is taken out where it may be missing, else the row goes. */
export function dropDangling(client: Connection): void {
  while ((client.pragma("foreign_key_check") as unknown[]).length > 0) {
    for (const { name } of tablesOf(client)) {
      const required = new Set(
        columnsOf(client, name).flatMap((each) => (isRequired(each) ? [each.name] : [])),
      );
      for (const { from, table, to } of referencesOf(client, name)) {
        const dangles = `"${from}" IS NOT NULL AND "${from}" NOT IN (SELECT "${to}" FROM "${table}")`;
        client.exec(
          required.has(from)
            ? `DELETE FROM "${name}" WHERE ${dangles}`
            : `UPDATE "${name}" SET "${from}" = NULL WHERE ${dangles}`,
        );
      }
    }
  }
}

function isRequired({ notnull, pk }: Column): boolean {
  return notnull === 1 || pk > 0;
}

function referencesOf(client: Connection, table: string) {
  return client.pragma(`foreign_key_list("${table}")`) as readonly {
    readonly from: string;
    readonly table: string;
    readonly to: string;
  }[];
}
