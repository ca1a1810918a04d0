import * as z from "zod";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Version } from "../../core/model/version.ts";
import type { NewEvent } from "../../exchange/enter.ts";
import type { Operations } from "../../exchange/operations.ts";
import { eventPath, segmentToUid, uidToSegment } from "../../sinks/event-path.ts";
import { eventJson } from "../../sinks/json.ts";
import { withoutAddress } from "../../sinks/public-site.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Store, StoredObject } from "../../store/contract.ts";
import { readAsked } from "../feeds/filter.ts";
import { knownSites } from "../feeds/known-site.ts";
import { dayOf, dayStart } from "../feeds/window.ts";
import {
  changeOf,
  changeShape,
  draftShape,
  eventShape,
  objectShape,
  versionJson,
  versionShape,
  writtenShape,
} from "./event-shapes.ts";
import { lockOf } from "./lock.ts";
import { route, type Outcome, type Route } from "./route.ts";
import { countIn, instant, instantOf, listOf, maybeInstantOf, wholeList } from "./shapes.ts";

const DEFAULT_LIMIT = "100";
const HAPPENINGS = 10;
const API = "/api/v1";

const asked = z.strictObject({
  q: z
    .string()
    .describe("Words in title, place, tags or description; the last may be a beginning")
    .optional(),
  text: z.string().describe("The same as `q`").optional(),
  tag: z.string().describe("May be repeated; any of them will do").optional(),
  place: z.string().describe("A location or its first part; may be repeated").optional(),
  site: z.string().describe("Number of a site that shows it; may be repeated").optional(),
  near: z.string().describe("Latitude and longitude: `38.54,-121.74`").optional(),
  radius: z.string().describe("How far from `near`: `5km`, `800m`, `3mi`").optional(),
  from: z.string().describe("A date or an instant; today where neither it nor `to` is given").optional(),
  to: z.string().describe("A date (with all of that day) or an instant").optional(),
  cursor: z.string().describe("`next` of the page before").optional(),
  limit: countIn(1, 500, "How many at a time; 100 where it is left out").optional(),
});

/** Events: what is read, and what people of this node write. */
export function eventRoutes(node: {
  readonly store: Pick<Store, "commons" | "registry">;
  readonly operations: Operations;
  readonly publisher: Publisher;
  readonly clock: () => number;
}): readonly Route[] {
  const { store, operations, publisher, clock } = node;
  const { commons, registry } = store;
  const lock = (uid: string, headers: Headers) => lockOf(commons, uid, headers.get("If-Match"));
  const written = (version: Version): Outcome<z.infer<typeof writtenShape>> => {
    const { uid, revision, digest, cancelled, deleted } = version;
    const self = `${API}/events/${uidToSegment(uid)}`;
    const page = publisher.url + eventPath(uid);
    return {
      body: {
        uid,
        revision,
        digest,
        cancelled,
        deleted,
        links: { self: publisher.url + self, html: page, ics: `${page}.ics` },
      },
      headers: { ETag: `"${revision}"`, Location: self },
    };
  };

  return [
    route({
      method: "get",
      path: "/events",
      role: "public",
      name: "listEvents",
      chapter: "events",
      summary: "What is on: happenings by start, from today on",
      query: asked,
      answer: listOf(eventShape),
      handle: async ({ search, query: { cursor, limit = Number(DEFAULT_LIMIT) } }) => {
        const { filter, window } = readAsked(search, publisher.timezone);
        await knownSites(registry, filter.siteIds);
        const open = window.from === undefined && window.to === undefined;
        const today = () => dayStart(dayOf(clock(), publisher.timezone), publisher.timezone);
        const page = await commons.list({
          ...filter,
          ...(open ? { from: today() } : window),
          ...(cursor !== undefined && { cursor }),
          limit,
        });
        return { body: { items: page.rows.map((row) => eventJson(row, publisher)), next: page.next } };
      },
    }),
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
      handle: async ({ body }) =>
        written(
          typeof body === "string"
            ? await operations.enterCalendar(body)
            : await operations.enter(newEvent(body, publisher.timezone)),
        ),
    }),
    route({
      method: "get",
      path: "/events/{uid}",
      role: "public",
      name: "getEvent",
      chapter: "events",
      summary: "All that is known of one event: versions, who shows it, when it happens",
      answer: objectShape,
      handle: async ({ params }) => {
        const stored = await known(commons, params.uid);
        const { rows } = await commons.list({ uid: stored.uid, limit: HAPPENINGS });
        const sites = new Map(
          (await registry.all()).map((site) => [site.id, withoutAddress(site.name, site)]),
        );
        return {
          body: {
            ...objectJson(stored, (id) => sites.get(id) ?? String(id)),
            happenings: rows.map((row) => eventJson(row, publisher)),
          },
          headers: stored.winner === null ? {} : { ETag: `"${stored.winner.revision}"` },
        };
      },
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
      handle: async ({ params, body, headers }) => {
        const uid = uidOf(params.uid);
        return written(await operations.edit(uid, changeOf(body), await lock(uid, headers)));
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
      handle: async ({ params, body, headers }) => {
        const uid = uidOf(params.uid);
        return written(await operations.replace(uid, body, await lock(uid, headers)));
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
      handle: async ({ params, headers }) => {
        const uid = uidOf(params.uid);
        return written(await operations.remove(uid, await lock(uid, headers)));
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
      handle: async ({ params, headers }) => {
        const uid = uidOf(params.uid);
        return written(await operations.cancel(uid, await lock(uid, headers)));
      },
    }),
    route({
      method: "get",
      path: "/events/{uid}/history",
      role: "reader",
      name: "getEventHistory",
      chapter: "events",
      summary: "Overtaken versions and proposals of the last 90 days, newest first",
      about: "Not for everybody: what was taken back is among it.",
      answer: listOf(z.object({ at: instant, why: z.string(), version: versionShape })),
      handle: async ({ params }) => {
        const { history } = await known(commons, params.uid);
        const items = history.map(({ at, why, version }) => ({
          at: instantOf(at),
          why,
          version: versionJson(version),
        }));
        return { body: wholeList(items) };
      },
    }),
  ];
}

/** The UID that a path names: as this node writes it, or percent-encoded. */
function uidOf(segment: string): string {
  return segmentToUid(segment) ?? segment;
}

async function known(commons: Pick<Store["commons"], "get">, segment: string): Promise<StoredObject> {
  const stored = await commons.get(uidOf(segment));
  if (stored !== null) return stored;
  throw new DomainError(
    "not-found",
    `This node knows no event “${uidOf(segment).slice(0, 80)}”: GET ${API}/events?q=… finds it by its words.`,
    { parameter: "uid" },
  );
}

function objectJson(
  { uid, winner, state, changedAt, sightings }: StoredObject,
  siteName: (id: number) => string,
): Omit<z.infer<typeof objectShape>, "happenings"> {
  return {
    uid,
    state: stateOf(winner),
    changed: instantOf(changedAt),
    revision: winner?.revision ?? null,
    winner: winner && versionJson(winner),
    versions: [state.signed, state.open].flatMap((each) => (each?.versions ?? []).map(versionJson)),
    conflict: winner !== null && (state[winner.class]?.versions.length ?? 0) > 1,
    sightings: sightings.map(({ siteId, hop, firstSeen, missingSince }) => ({
      site: siteName(siteId),
      hop,
      first_seen: instantOf(firstSeen),
      missing_since: maybeInstantOf(missingSince),
    })),
  };
}

function stateOf(winner: Version | null): z.infer<typeof objectShape>["state"] {
  if (winner === null) return "not published";
  return winner.deleted ? "deleted" : winner.cancelled ? "cancelled" : "published";
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
