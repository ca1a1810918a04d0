/** An answer that is given again to whoever repeats a request with the same idempotency key. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers to writes that carried an idempotency key; kept for 24 hours. */
export interface Replies {
  /**
   * `request`: SHA-256 of what was asked. `new`: go on, and `finish` or `forget`. `under-way`: the same request has
   * begun and not ended (one that began over 5 minutes ago counts as lost, and is new). `other`: the key was used for
   * another request.
   */
  begin(
    key: string,
    request: string,
    now: number,
  ): Promise<
    { readonly state: "new" | "under-way" | "other" } | { readonly state: "done"; readonly reply: Reply }
  >;
  finish(key: string, reply: Reply): Promise<void>;
  /** The request failed in a way that may be tried again. */
  forget(key: string): Promise<void>;
}
