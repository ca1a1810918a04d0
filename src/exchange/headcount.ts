/** How many of something each caller has under way. */
export interface Headcount {
  of(caller: string): number;
  add(caller: string): void;
  /** Nothing is remembered of who has none left. */
  remove(caller: string): void;
}

export function headcount(): Headcount {
  const counts = new Map<string, number>();
  const of = (caller: string): number => counts.get(caller) ?? 0;
  return {
    of,
    add: (caller) => void counts.set(caller, of(caller) + 1),
    remove: (caller) => {
      if (of(caller) > 1) counts.set(caller, of(caller) - 1);
      else counts.delete(caller);
    },
  };
}
