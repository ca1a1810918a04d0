import { DomainError } from "../core/model/domain-error.ts";

/** Our deepest message and the deepest shape of the API have five. */
const MAX_DEPTH = 16;

/**
 * Throws a DomainError `invalid` that calls it `what` where lists and objects of a JSON text are nested too deep: looked at
 * before anything is built from them.
 */
export function requireShallow(json: string, what: string): void {
  if (depthOf(json) > MAX_DEPTH)
    throw new DomainError("invalid", `${what} is nested deeper than ${MAX_DEPTH} levels.`);
}

function depthOf(json: string): number {
  let [depth, deepest, inText] = [0, 0, false];
  for (let index = 0; index < json.length; index += 1) {
    const character = json[index];
    if (inText) {
      if (character === "\\") index += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === "[" || character === "{") deepest = Math.max(deepest, (depth += 1));
    else if (character === "]" || character === "}") depth -= 1;
  }
  return deepest;
}
