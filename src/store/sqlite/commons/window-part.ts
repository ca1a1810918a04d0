import type { Commons } from "../../commons.ts";
import { type Piece, piece, where } from "../database/piece.ts";
import { EARLIEST, LATEST } from "../listing/occurrence-rows.ts";
import type { FilterPart } from "./filter-parts.ts";
import { reachingInto } from "./list-window.ts";

type Window = Pick<Parameters<Commons["published"]>[0], "from" | "to">;

const GONE = piece`versions.state = 'winner' AND versions.deleted = 1`;

/**
 * That something of an object happens in a window, or that the object is deleted: none where all times are meant. To look
 * objects up by it costs what happens in the window, however much there is at other times.
 */
export function windowParts(wanted: Window): readonly FilterPart[] {
  const { from, to } = wanted;
  if (from === undefined && to === undefined) return [];
  const window = { from: from ?? EARLIEST, to: to ?? LATEST + 1 };
  return [
    {
      objects: piece`
        SELECT occurrences.object AS object FROM occurrences INDEXED BY occurrences_start
          WHERE occurrences.start >= ${window.from} AND occurrences.start < ${window.to}
        UNION ALL SELECT occurrences.object AS object ${reachingInto(window)}
        UNION ALL SELECT versions.object AS object FROM versions WHERE ${GONE}`,
      holds: (object) => piece`(EXISTS (SELECT 1 FROM occurrences ${happens(wanted, object)})
        OR EXISTS (SELECT 1 FROM versions WHERE versions.object = ${object} AND ${GONE}))`,
    },
  ];
}

function happens({ from, to }: Window, object: Piece): Piece {
  return where(
    piece`occurrences.object = ${object}`,
    from === undefined ? undefined : piece`(occurrences."end" > ${from} OR occurrences.start >= ${from})`,
    to === undefined ? undefined : piece`occurrences.start < ${to}`,
  );
}
