import { MAX_LENGTH } from "../feeds/filter.ts";
import { agendaPath } from "./agenda-filter.ts";
import { isWebAddress } from "./safe-text.ts";

/** The agenda of a place, by the name of the house; null where a `LOCATION` names none. */
export function placePath(location: string): string | null {
  const [first = ""] = location.split(/[,;\r\n]/u);
  const house = first.trim();
  if (house === "" || house.length > MAX_LENGTH.place || isWebAddress(location)) return null;
  return agendaPath({ places: [house] });
}
