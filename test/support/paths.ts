/** What stands in the place of a path's parameters where a test says nothing else. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  id: ["1", "2"],
  bucket: ["0", "1"],
  hash: ["0"],
  fingerprint: ["0".repeat(40)],
};

/**
 * Every path that a node answers to GET, with each of these values in the place of its parameters. Throws where a route
 * has a parameter that there is no value for, so that no new route is forgotten.
 */
export function pathsOf(
  routes: readonly { readonly method: string; readonly path: string }[],
  values: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const given = { ...USUAL, slug: ["all"], ...values };
  const patterns = routes.filter(({ method }) => method === "GET").map(({ path }) => path);
  return [...new Set(patterns.flatMap((pattern) => filled(pattern, given)))];
}

function filled(pattern: string, given: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const parameter = /:(\w+)(?:\{([^{}]+)\})?/.exec(pattern);
  if (parameter === null) return [pattern];
  const [whole, name = "", rule = ""] = parameter;
  const values = given[name];
  if (values === undefined) throw new Error(`What stands for ${name} in ${pattern}? Say it in the test.`);
  const ending = /\\(\.[a-z]+)$/.exec(rule)?.[1] ?? "";
  return values
    .map((value) => (ending === "" || value.endsWith(ending) ? value : value + ending))
    .flatMap((value) =>
      filled(
        pattern.replace(whole, () => value),
        given,
      ),
    );
}
