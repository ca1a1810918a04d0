import type { Token } from "../../core/model/token.ts";
import type { Operations, PersonalOperations } from "../../exchange/operations.ts";

/** What whoever asks makes of events, remembered by the name of their token. */
export function personOf(operations: Operations): (token: Token | null) => PersonalOperations {
  return (token) => (token === null ? operations : operations.as(token.name));
}
