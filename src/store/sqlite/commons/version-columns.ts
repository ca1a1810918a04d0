import { objects, versions } from "../../../../schema/tables.ts";

/** How a version first came, as the contract says it. */
export const originColumns = {
  receivedAt: versions.receivedAt,
  receivedFrom: versions.receivedFrom,
  enteredBy: versions.enteredBy,
  waits: versions.waits,
};

/** A row of `versions` joined with its object, selected as the model's Version. */
export const versionColumns = {
  uid: objects.uid,
  class: versions.class,
  revision: versions.revision,
  hop: versions.hop,
  reviseUrl: versions.reviseUrl,
  by: versions.by,
  source: versions.source,
  deleted: versions.deleted,
  cancelled: versions.cancelled,
  digest: versions.digest,
  c1: versions.c1,
  sequence: versions.sequence,
  lastModified: versions.lastModified,
  text: versions.text,
  signature: versions.signature,
  signedAt: versions.signedAt,
};
