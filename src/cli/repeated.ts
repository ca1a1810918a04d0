/** Collects an option that may be given several times; one that its `--no-` form has emptied begins anew. */
export function repeated(value: string, before: readonly string[] | false | undefined): readonly string[] {
  return [...(before || []), value];
}
