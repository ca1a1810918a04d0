import type { Database } from "./database.ts";

/**
 * Makes what prepares statements once for each database, however many ask for it: to prepare one takes longer than to
 * run it, and the same rows are read and written from many places.
 */
export function perDatabase<Made>(make: (db: Database) => Made): (db: Database) => Made {
  const known = new WeakMap<Database, { readonly made: Made }>();
  return (db) => {
    const one = known.get(db) ?? { made: make(db) };
    known.set(db, one);
    return one.made;
  };
}
