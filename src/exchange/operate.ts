import { addAuthor } from "./keys/author-desk.ts";
import { enterCalendar, enterEvent } from "./editing/enter.ts";
import type { Follower } from "./push-register/follow.ts";
import { importFile } from "./polling/import.ts";
import { meet } from "./keys/introduce.ts";
import { inTurn } from "./lane.ts";
import { moveNode } from "./moving/move.ts";
import type { Operations, PersonalOperations } from "./operations.ts";
import { setOverlay } from "./editing/overlay.ts";
import { pollNow } from "./polling/poll.ts";
import type { Poller } from "./polling/poller.ts";
import { previewSite } from "./polling/preview.ts";
import { partFrom } from "./push-register/part.ts";
import { decide, type Registrar } from "./push-register/standing.ts";
import { followNow, register, unregister } from "./push-register/wish.ts";
import { dismissProposals, resolveConflict } from "./editing/resolve.ts";
import { refuseEvent, restoreEvent } from "./editing/restore.ts";
import { cancelEvent, deleteEvent, editEvent, replaceCalendar } from "./editing/revise.ts";
import { addSite, changeSite, replay, resumeSite, type SiteDesk, suspendSite } from "./site-desk.ts";

/** What an operator does with this node. `announce`: it has left something to do at once. */
export function operationsOf(
  node: Poller & SiteDesk & Pick<Registrar, "longest"> & Pick<Follower, "vault">,
  announce: () => void,
): Operations {
  const announced = async <T>(work: Promise<T>): Promise<T> => {
    const done = await work;
    announce();
    return done;
  };
  // One change of an event begins when the one before it has ended, so that each sees the revision that stands.
  const revised = inTurn();
  const author = { ...node, commons: node.store.commons };
  const personal = (by?: string): PersonalOperations => {
    const person = { ...author, ...(by !== undefined && { by }) };
    return {
      enter: (event) => announced(enterEvent(person, event)),
      enterCalendar: (text) => announced(enterCalendar(person, text)),
      edit: (uid, change, expected) => announced(revised(() => editEvent(person, uid, change, expected))),
      replace: (uid, text, expected) =>
        announced(revised(() => replaceCalendar(person, uid, text, expected))),
      cancel: (uid, expected) => announced(revised(() => cancelEvent(person, uid, expected))),
      remove: (uid, expected) => announced(revised(() => deleteEvent(person, uid, expected))),
      restore: (uid, c1, expected) => announced(revised(() => restoreEvent(person, uid, c1, expected))),
      refuse: (uid, expected) => announced(revised(() => refuseEvent(person, uid, expected))),
      resolve: (uid, how, expected) => announced(revised(() => resolveConflict(person, uid, how, expected))),
    };
  };
  return {
    ...personal(),
    as: personal,
    poll: (sites, report = () => {}, wish) => announced(pollNow(node, sites, report, wish)),
    dismiss: (uid) => dismissProposals(author, uid),
    overlay: (uid, wish) => setOverlay(author, uid, wish),
    importFile: (name, text) => announced(importFile(node, name, text)),
    preview: (url) => previewSite(node, url),
    meet: (origin) => meet(node, origin),
    addSite: (site) => announced(addSite(node, site)),
    changeSite: async (id, change) => {
      const changed = await changeSite(node, id, change);
      if (!changed.enabled) await partFrom(node, changed);
      announce();
      return changed;
    },
    suspendSite: (id, reason) => suspendSite(node, id, reason),
    resumeSite: (id) => announced(resumeSite(node, id)),
    move: (to, from) => moveNode(node, to, from),
    addAuthor: (certificate, name) => addAuthor(node, certificate, name),
    replay: (id) => announced(replay(node, id)),
    register: (origin, wish) => announced(register(node, origin, wish)),
    decideRegistration: (id, decision) => announced(decide(node, id, decision)),
    followRegistration: (id) => announced(followNow(node, id)),
    unregister: (id) => announced(unregister(node, id)),
  };
}
