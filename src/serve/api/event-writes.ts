import type * as z from "zod";
import type { NewEvent } from "../../exchange/editing/enter.ts";
import type { Operations } from "../../exchange/operations.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";
import { changeOf, changeShape, draftShape, restoreShape } from "./event-draft-shapes.ts";
import { writtenShape } from "./event-shapes.ts";
import { uidOf } from "./events.ts";
import { lockOf } from "./lock.ts";
import { route, type Route } from "./route.ts";
import { personOf } from "./person.ts";
import { writtenAnswer } from "./written.ts";

/** What people of this node write of events. */
export function eventWriteRoutes(node: {
  readonly store: Pick<Store, "commons" | "errands">;
  readonly operations: Operations;
  readonly publisher: Publisher;
}): readonly Route[] {
  const { store, operations, publisher } = node;
  const lock = (uid: string, headers: Headers) => lockOf(store.commons, uid, headers.get("If-Match"));
  const written = writtenAnswer(publisher, store);
  const by = personOf(operations);

  return [
    route({
      method: "post",
      path: "/events",
      role: "editor",
      name: "createEvent",
      chapter: "events",
      summary: "Enter an event; it is published at once, and pushed to peers",
      about:
        "As `text/calendar` by the four-attribute rule: a new event has neither UID nor X-HOP, X-REVISION, X-REVISE-URL; with all four it is taken over.",
      json: draftShape,
      calendar: true,
      answer: writtenShape,
      status: 201,
      handle: async ({ body, token }) =>
        written(
          typeof body === "string"
            ? await by(token).enterCalendar(body)
            : await by(token).enter(newEvent(body, publisher.timezone)),
        ),
    }),
    route({
      method: "patch",
      path: "/events/{uid}",
      role: "editor",
      name: "changeEvent",
      chapter: "events",
      summary: "Change parts of an event; what is left out stays as it is",
      locks: true,
      json: changeShape,
      answer: writtenShape,
      handle: async ({ params, body, headers, token }) => {
        const uid = uidOf(params.uid);
        return written(await by(token).edit(uid, changeOf(body), await lock(uid, headers)));
      },
    }),
    route({
      method: "put",
      path: "/events/{uid}",
      role: "editor",
      name: "replaceEvent",
      chapter: "events",
      summary: "Take a whole VCALENDAR for the new version",
      about: "UID and DisCal's own properties may be left out.",
      locks: true,
      calendar: true,
      answer: writtenShape,
      handle: async ({ params, body, headers, token }) => {
        const uid = uidOf(params.uid);
        return written(await by(token).replace(uid, body, await lock(uid, headers)));
      },
    }),
    route({
      method: "delete",
      path: "/events/{uid}",
      role: "editor",
      name: "deleteEvent",
      chapter: "events",
      summary: "Delete an event: it is no longer shown, here and at all who follow",
      locks: true,
      answer: writtenShape,
      handle: async ({ params, headers, token }) => {
        const uid = uidOf(params.uid);
        return written(await by(token).remove(uid, await lock(uid, headers)));
      },
    }),
    route({
      method: "post",
      path: "/events/{uid}/cancel",
      role: "editor",
      name: "cancelEvent",
      chapter: "events",
      summary: "Cancel an event: it is shown as cancelled",
      locks: true,
      answer: writtenShape,
      handle: async ({ params, headers, token }) => {
        const uid = uidOf(params.uid);
        return written(await by(token).cancel(uid, await lock(uid, headers)));
      },
    }),
    route({
      method: "post",
      path: "/events/{uid}/restore",
      role: "editor",
      name: "restoreEvent",
      chapter: "events",
      summary:
        "Publish what a past, rival or proposed version says anew: an undo, or a proposal that is taken",
      about: "Without `c1` what stood before; to undo that, do it again.",
      locks: true,
      json: restoreShape,
      answer: writtenShape,
      handle: async ({ params, body, headers, token }) => {
        const uid = uidOf(params.uid);
        return written(await by(token).restore(uid, body.c1 ?? null, await lock(uid, headers)));
      },
    }),
    route({
      method: "post",
      path: "/events/{uid}/refuse",
      role: "editor",
      name: "refuseEvent",
      chapter: "events",
      summary: "Take back what others have made of an event that has its origin here",
      about: "What was last written here is published anew, and the node of whoever changed it tells them.",
      locks: true,
      answer: writtenShape,
      handle: async ({ params, headers, token }) => {
        const uid = uidOf(params.uid);
        return written(await by(token).refuse(uid, await lock(uid, headers)));
      },
    }),
  ];
}

function newEvent(draft: z.infer<typeof draftShape>, nodeZone: string): NewEvent {
  const allDay = /^\d{4}-\d\d-\d\d$/.test(draft.start);
  return {
    title: draft.title,
    start: draft.start,
    end: draft.end ?? null,
    zone: allDay ? null : (draft.zone ?? nodeZone),
    allDay,
    location: draft.location ?? null,
    description: draft.description ?? null,
    url: draft.url ?? null,
    tags: draft.tags ?? [],
  };
}
