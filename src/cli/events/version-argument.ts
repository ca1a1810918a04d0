import type { StoredObject } from "../../store/commons.ts";
import { UsageError } from "../exit.ts";
import { printable } from "../text-width.ts";

/** The C1 of the one version of an event that a person means by its beginning. Throws a UsageError. */
export function versionOf({ standing, history }: StoredObject, wanted: string): string {
  const kept = new Set([...standing, ...history].map(({ version }) => version.c1));
  const [found, ...others] = [...kept].filter((c1) => c1.startsWith(wanted.toLowerCase()));
  if (found !== undefined && others.length === 0) return found;
  const some = `"${printable(wanted.slice(0, 64))}"`;
  throw new UsageError(
    found === undefined
      ? `no version ${some} of this event is kept; its history lists those that are`
      : `several versions begin with ${some}: give more of it`,
  );
}
