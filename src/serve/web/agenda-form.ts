import { html } from "hono/html";
import { tagKey } from "../../core/model/filter.ts";
import type { Facet } from "../../core/model/filter.ts";
import { pointText, radiusText } from "../feeds/near.ts";
import type { AskedAgenda } from "./agenda-filter.ts";
import type { Choices } from "./choices.ts";
import type { Markup } from "./markup.ts";

interface Option {
  readonly value: string;
  readonly label: string;
}

/** Search and filters: a plain GET form. */
export function agendaForm({ filter, dates }: AskedAgenda, { sites, tags, places }: Choices): Markup {
  const [siteId, ...otherSites] = (filter.siteIds ?? []).map(String);
  const [tag, ...otherTags] = filter.tags ?? [];
  const [place, ...otherPlaces] = filter.places ?? [];
  const radius = radiusText(filter.near?.radius ?? 10_000);
  return html`<form class="search" role="search" action="/" method="get">
    ${searchWords(filter.text ?? "")}
    <details>
      <summary>Filter by date, tag, place</summary>
      <div class="search-more">
        ${field("From", "from", html`<input id="from" name="from" type="date" value="${dates.from}" />`)}
        ${field("To", "to", html`<input id="to" name="to" type="date" value="${dates.to}" />`)}
        ${choice("Tag", "tag", "Any tag", tag, tags.map(facetOption))}
        ${choice("Place", "place", "Any place", place, places.map(facetOption))}
        ${choice(
          "Shown by",
          "site",
          "Any site",
          siteId,
          sites.map(({ id, name }) => ({ value: String(id), label: name })),
        )}
        ${field(
          "Near (latitude, longitude)",
          "near",
          html`<input
            id="near"
            name="near"
            maxlength="40"
            inputmode="text"
            autocomplete="off"
            placeholder="38.54, -121.74"
            value="${filter.near === undefined ? "" : pointText(filter.near)}"
          />`,
        )}
        ${choice("Within", "radius", null, radius, radii(radius))}
        <p class="submit"><button type="submit">Apply</button></p>
      </div>
    </details>
    ${hidden("tag", otherTags)} ${hidden("place", otherPlaces)} ${hidden("site", otherSites)}
  </form>`;
}

/** The form with its words alone, for pages that have nothing to filter. */
export function searchForm(): Markup {
  return html`<form class="search" role="search" action="/" method="get">${searchWords("")}</form>`;
}

function searchWords(q: string): Markup {
  return html`<div class="search-words">
    <label class="unseen" for="q">Search title, place or tag</label>
    <input
      id="q"
      name="q"
      type="search"
      maxlength="200"
      value="${q}"
      placeholder="Title, place or tag"
      enterkeyhint="search"
    />
    <button type="submit">Search</button>
  </div>`;
}

function field(label: string, name: string, control: Markup): Markup {
  return html`<p><label for="${name}">${label}</label>${control}</p>`;
}

/** What is chosen can be chosen again, also where it is none of the usual. */
function choice(
  label: string,
  name: string,
  none: string | null,
  chosen: string | undefined,
  options: readonly Option[],
): Markup {
  const isChosen = ({ value }: Option) => chosen !== undefined && tagKey(value) === tagKey(chosen);
  const stray = chosen === undefined || options.some(isChosen) ? [] : [{ value: chosen, label: chosen }];
  return field(
    label,
    name,
    html`<select id="${name}" name="${name}">
      ${none !== null && html`<option value="">${none}</option>`}
      ${[...stray, ...options].map(
        (option) =>
          html`<option value="${option.value}" ${isChosen(option) && "selected"}>${option.label}</option>`,
      )}
    </select>`,
  );
}

function facetOption({ name, events }: Facet): Option {
  return { value: name, label: `${name} (${events})` };
}

function radii(chosen: string): readonly Option[] {
  const usual = ["1km", "2km", "5km", "10km", "25km", "50km", "100km"];
  const all = usual.includes(chosen) ? usual : [chosen, ...usual];
  return all.map((value) => ({ value, label: value.replace(/(?<=\d)[a-z]+$/, " $&") }));
}

/** A form names one of each; what else is asked for stays. */
function hidden(name: string, values: readonly string[]): Markup {
  return html`${values.map((value) => html`<input type="hidden" name="${name}" value="${value}" />`)}`;
}
