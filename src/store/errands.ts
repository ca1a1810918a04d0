import type { Errand, ErrandKind } from "../core/model/errand.ts";

/** Work with foreign sites and mail servers that survives a restart. */
export interface Errands {
  /** Due at once, or at `at` where given; one of the same kind and subject is replaced. */
  add(errand: Pick<Errand, "kind" | "subject" | "payload">, now: number, at?: number): Promise<void>;
  due(now: number, limit: number): Promise<readonly Errand[]>;
  /**
   * Forgets it, unless another of its kind and subject has taken its place; with an `outcome` that people may look at
   * it is kept as done. What is done or given up is forgotten after 90 days.
   */
  done(errand: Errand, outcome?: string): Promise<void>;
  /** `nextTry` null: given up, and kept for a person to look at. */
  failed(errand: Errand, failure: { readonly error: string; readonly nextTry: number | null }): Promise<void>;
  /** Newest first; all kinds unless one is named. */
  list(kind?: ErrandKind): Promise<readonly Errand[]>;
  /** The newest of a kind and subject, whatever has become of it. */
  find(kind: ErrandKind, subject: string): Promise<Errand | null>;
  nextDue(): Promise<number | null>;
}
