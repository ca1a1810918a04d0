import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { DomainError } from "../../core/model/domain-error.ts";
import { fileFault } from "../file-fault.ts";

/** Names of what a backup holds; key files stand under `keys/`. */
export const MANIFEST = "manifest.json";
export const DATABASE = "discal.db";
export const SETTINGS = "peers.yaml";
export const SECRET_KEY = "secret.key";

/** Says what a backup holds, so that it can be checked before anything is touched. */
const manifestShape = z.object({
  format: z.literal("discal-backup/1"),
  /** When it was begun. */
  made: z.iso.datetime(),
  /** Version of the program that made it. */
  program: z.string(),
  node: z.object({ url: z.string(), name: z.string(), fingerprint: z.string() }),
  epoch: z.string(),
  schema: z.int(),
  /** Is the primary key in it, as far as the node had one? */
  primary: z.boolean(),
  /** Is the key in it that seals other sites' tokens in the database? */
  secret_key: z.boolean().default(false),
  files: z.array(
    z.object({
      // Nothing that leads out of the folder.
      path: z
        .string()
        .regex(/^(?:discal\.db|peers\.yaml|secret\.key|keys\/[A-Za-z0-9][A-Za-z0-9._-]{0,99})$/),
      bytes: z.int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      /** As `chmod` takes it. */
      mode: z.string().regex(/^[0-7]{3}$/),
    }),
  ),
});

export type Manifest = z.infer<typeof manifestShape>;
export type BackupFile = Manifest["files"][number];

/** Reads the manifest of a backup. Throws a DomainError `invalid` where the folder holds none. */
export async function readManifest(folder: string): Promise<Manifest> {
  const manifest = manifestShape.safeParse(await parsed(folder));
  if (manifest.success && manifest.data.files.some(({ path }) => path === DATABASE)) return manifest.data;
  throw new DomainError(
    "invalid",
    `${join(folder, MANIFEST)} is no manifest of a backup that this program can read.`,
  );
}

async function parsed(folder: string): Promise<unknown> {
  const path = join(folder, MANIFEST);
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    const why = error instanceof SyntaxError ? "it is no JSON" : fileFault(error);
    throw new DomainError("invalid", `${folder} is no backup: ${MANIFEST} cannot be read: ${why}.`);
  }
}
