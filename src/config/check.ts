import type { ConfigDocument, Path, Problem } from "./document.ts";
import type { Environment } from "./environment.ts";
import { faultsOf, keysAt } from "./issue.ts";
import type { Keyed } from "./issue.ts";
import { configSchema, peersFile } from "./options.ts";
import type { PeersFile } from "./options.ts";
import { relations } from "./relations.ts";

/**
 * Holds a document against the option table and says all that is wrong with it, in the order of the file.
 * What the environment says goes before the file. The settings are null where there is any problem.
 */
export function checkDocument(
  document: ConfigDocument,
  environment: Pick<Environment, "url" | "smtp">,
): { readonly settings: PeersFile | null; readonly problems: readonly Problem[] } {
  const at = (path: Path, message: string): Problem => ({ line: document.lineOf(path), path, message });
  const parsed = peersFile.safeParse(document.value);
  const problems = [
    ...document.problems,
    ...[
      ...faultsOf(parsed.error?.issues ?? [], document.value, configSchema() as Keyed),
      ...relations(document.value, environment),
    ].map(({ path, message }) => at(path, message)),
  ].sort((a, b) => a.line - b.line);
  return { settings: problems.length === 0 ? (parsed.data ?? null) : null, problems };
}

/** The keys that the option table knows at a place. */
export function knownKeys(path: Path): readonly string[] {
  return keysAt(configSchema() as Keyed, path);
}
