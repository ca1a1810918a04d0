import { calendarLines, masterOf, eventsOf } from "./calendar-text.ts";
import { findLine, ownLines, type Component } from "./component.ts";
import { comparedPart, eventFrom } from "./event-fields.ts";
import type { Fault } from "./fault.ts";
import { isWithin } from "./linked-series.ts";
import type { Member, ReadVersion } from "./object-members.ts";
import type { ChosenMember } from "./take-field.ts";
import { FLOATING, readWritten } from "./written-time.ts";
import { toInstant } from "./zone-clock.ts";

/**
 * What does not fit together of an event that is put together from versions, null where it does. How one of the versions
 * has it itself is never complained of, however odd: only what was combined is looked at.
 */
export function linkedFault(
  chosen: ReadonlyMap<string, ChosenMember>,
  components: readonly Component[],
  versions: readonly ReadVersion[],
): Fault | null {
  for (const member of chosen.values()) {
    const isOne = (fields: readonly string[]): boolean =>
      versions.some((version) => agrees(member, version.members.get(member.id), fields));
    const fault =
      (isOne(TIMES) ? null : endFault(member, components)) ?? (isOne(DATES) ? null : datesFault(member));
    if (fault !== null) return fault;
  }
  return happeningsFault(chosen, components, versions);
}

function agrees(member: ChosenMember, other: Member | undefined, fields: readonly string[]): boolean {
  return (
    other !== undefined &&
    fields.every((field) => compared(member, field) === (other.compared.get(field) ?? ""))
  );
}

function compared({ pieces }: ChosenMember, field: string): string {
  return comparedPart(pieces.filter((piece) => piece.field === field));
}

function endFault(member: ChosenMember, components: readonly Component[]): Fault | null {
  const own = ownLines(eventFrom(member.pieces));
  const start = readWritten(findLine(own, "DTSTART"), components)?.moment;
  const end = readWritten(findLine(own, "DTEND"), components)?.moment;
  const lasts = findLine(own, "DURATION");
  const isOdd =
    start?.dateOnly === true ? lasts !== null && /T/i.test(lasts.slice(lasts.lastIndexOf(":"))) : false;
  if (start === undefined || (end === undefined && !isOdd)) return null;
  const where = member.happening === null ? "" : ` of ${member.happening}`;
  const together = "take start and end from the same version";
  if (isOdd || end?.dateOnly !== start.dateOnly)
    return { rule: "times", reason: `the start and the end${where} are not of one kind: ${together}.` };
  const [from, to] = [start, end].map(({ local, zone }) => toInstant(local, zone ?? FLOATING));
  return to! > from!
    ? null
    : { rule: "times", reason: `it would end before it starts${where}: ${together}.` };
}

function datesFault(member: ChosenMember): Fault | null {
  const used = DATES.filter((field) => compared(member, field) !== "");
  if (used.every((field) => field === "start")) return null;
  return {
    rule: "series",
    reason: `the dates of a series belong together: take ${used.join(", ")} from the same version.`,
  };
}

/** What is said of a single happening must be said of one that there is. */
function happeningsFault(
  chosen: ReadonlyMap<string, ChosenMember>,
  components: readonly Component[],
  versions: readonly ReadVersion[],
): Fault | null {
  const series = chosen.get("");
  const master = masterOf(eventsOf(components));
  if (series === undefined || master === null) return null;
  const alike = versions.filter((version) => agrees(series, version.members.get(""), DATES));
  const others = components.filter(({ name }) => name !== "VEVENT");
  const text = calendarLines([...others, master]).join("\r\n");
  const stray = [...chosen.values()].find((member) => {
    if (member.id === "" || alike.some((version) => agrees(member, version.members.get(member.id), INSTANCE)))
      return false;
    const instance = readWritten(
      findLine(ownLines(eventFrom(member.pieces)), "RECURRENCE-ID"),
      components,
    )?.moment;
    return instance !== undefined && !isWithin(text, instance);
  });
  if (stray === undefined) return null;
  const reason = `there would be no happening on ${stray.happening} any more: take happening@${stray.id} from the version whose dates you take.`;
  return { rule: "series", reason };
}

const TIMES = ["start", "end"];
const DATES = ["start", "rule", "rdate", "exdate", "exrule"];
const INSTANCE = ["recurrence-id"];
