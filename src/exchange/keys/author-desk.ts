import { DomainError } from "../../core/model/domain-error.ts";
import type { Store } from "../../store/contract.ts";
import type { KeyRing } from "./key-ring.ts";

const NAME = /^[^\p{Cc}]{1,100}$/u;

/**
 * Lets whoever has a key enter events by a signature of their own (protocol, section 6); where it is known already, what
 * is new in it is taken over. Throws a DomainError `invalid` for a file that is no public key, and a name of no or over
 * 100 characters.
 */
export async function addAuthor(
  {
    store,
    keys,
    clock,
  }: { readonly store: Pick<Store, "keys">; readonly keys: KeyRing; readonly clock: () => number },
  certificate: string,
  name: string,
): Promise<{ readonly fingerprint: string; readonly name: string }> {
  if (!NAME.test(name.trim())) {
    throw new DomainError(
      "invalid",
      "An author needs a name of 1 to 100 characters, so that people know whose key it is.",
      {
        field: "name",
      },
    );
  }
  const { fingerprint } = await keys.learn(certificate);
  const author = { fingerprint, name: name.trim() };
  await store.keys.addAuthor(author, clock());
  return author;
}
