import { exactDigest } from "../core/ical/canonical.ts";
import type { Overlay } from "../core/model/overlay.ts";
import { instantOf } from "./instant.ts";
import { isOpen, type DeskVersion, type Matter } from "./matter.ts";
import { withoutAddress } from "./public-site.ts";

/** The JSON of one version at the desk, without its bytes. */
function deskVersionJson(each: DeskVersion) {
  const { number, version, state, why, author, receivedFrom, enteredBy, signer } = each;
  const { revision, hop, by, class: kind, c1, digest, cancelled, deleted } = version;
  return {
    number,
    c1,
    state,
    why,
    revision,
    class: kind,
    by,
    author,
    hop,
    received_at: instantOf(each.receivedAt),
    received_from: receivedFrom && {
      site: receivedFrom.id,
      name: withoutAddress(receivedFrom.name, receivedFrom),
    },
    entered_by: enteredBy,
    signer,
    cancelled,
    deleted,
    digest,
    complete: version.text !== "",
  };
}

/** The JSON of what waits of one event, in short. */
export function matterJson(matter: Matter) {
  const { stored, title, tag, versions, fields } = matter;
  return {
    uid: stored.uid,
    title,
    tag,
    open: isOpen(matter),
    revision: stored.winner?.revision ?? null,
    versions: versions.map(deskVersionJson),
    differs: fields.filter(({ agree }) => !agree).map(({ key }) => key),
  };
}

/** The same with what each version says of each field, and with its bytes. */
export function wholeMatterJson(matter: Matter) {
  const { versions, fields } = matter;
  return {
    ...matterJson(matter),
    versions: versions.map((each) => ({ ...deskVersionJson(each), text: each.version.text })),
    fields: fields.map(({ key, field, happening, agree, says }) => ({
      key,
      field,
      happening,
      agree,
      says: says.map((said, index) =>
        said === null
          ? null
          : {
              version: versions[index]!.number,
              text: said.text,
              same_as: versions[said.like]!.number,
            },
      ),
    })),
  };
}

/** The JSON of what a node alone shows otherwise of an event. */
export function overlayJson(uid: string, title: string, { hidden, kept, frozen, note }: Overlay) {
  return {
    uid,
    title,
    hide: hidden,
    keep: kept,
    freeze: frozen === null ? null : exactDigest(frozen),
    note,
  };
}
