import { hash } from "node:crypto";

/** The one stylesheet. Light and dark follow the reader's system; sizes follow the reader's own. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf6;
  --raised: #f2efe7;
  --ink: #1f1d1a;
  --quiet: #5d574e;
  --line: #ddd7ca;
  --field: #8a8276;
  --link: #0f5f5c;
  --accent: #0f5f5c;
  --on-accent: #ffffff;
  --bad: #9c2320;
  --sun: #f6e3b0;
  --on-sun: #3a2c05;
  --serif: ui-serif, "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #151719;
    --raised: #1f2326;
    --ink: #ebe7df;
    --quiet: #aaa397;
    --line: #32373b;
    --field: #7c8388;
    --link: #86cdc6;
    --accent: #86cdc6;
    --on-accent: #0d1c1c;
    --bad: #ff9a8f;
    --sun: #3b3113;
    --on-sun: #f4e2af;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html { font: 100%/1.55 var(--sans); background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; scroll-padding-block: 4rem 1rem; }
body { margin: 0; }
body > header, main, body > footer { width: min(52rem, 100% - 2.5rem); margin-inline: auto; }
main:focus { outline: none; }
h1, h2, h3, p, ul, ol, dl, dd { margin: 0; }
ul, ol { padding: 0; list-style: none; }
a { color: var(--link); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a, s, span, strong { unicode-bidi: isolate; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .92em; background: var(--raised); padding: .1em .35em; border-radius: 4px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; z-index: 2; padding: .6rem 1rem; background: var(--accent); color: var(--on-accent); border-radius: 0 0 6px 6px; }
.skip:focus { top: 0; }

.notice { background: var(--sun); color: var(--on-sun); }
.notice code { background: none; padding: 0; font-weight: 600; }
.notice.sample { padding: .7rem 1.25rem; font-size: .95rem; text-align: center; text-wrap: balance; }

.masthead { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: .75rem 2rem; padding-block: 2.25rem 1.25rem; }
.masthead .name { font: 600 clamp(1.75rem, 1.3rem + 2vw, 2.5rem)/1.15 var(--serif); letter-spacing: -.01em; overflow-wrap: anywhere; }
.masthead p.name { font-size: 1.35rem; }
p.name a { color: inherit; text-decoration: none; }
p.name a:hover { text-decoration: underline; }
.masthead nav { display: flex; align-items: center; gap: 1.1rem; }
.button, button { display: inline-block; font: 600 1rem/1.2 var(--sans); padding: .7rem 1.1rem; min-height: 2.75rem; border: 1px solid var(--accent); border-radius: 8px; background: var(--accent); color: var(--on-accent); text-decoration: none; cursor: pointer; }
button { background: none; color: var(--link); }
.button:hover, button:hover { text-decoration: underline; }
.quiet { display: inline-block; padding-block: .6rem; }

.search { padding-block: .25rem; }
.page .search { max-width: 38rem; }
.search-words { display: flex; gap: .6rem; }
.search-words input { flex: 1; min-width: 0; }
input, select { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--field); border-radius: 8px; padding: .55rem .75rem; min-height: 2.75rem; max-width: 100%; }
input::placeholder { color: var(--quiet); opacity: 1; }
summary { cursor: pointer; color: var(--link); padding-block: .55rem; width: fit-content; }
.search-more { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(10rem, 100%), 1fr)); gap: .75rem 1rem; padding-bottom: .75rem; align-items: end; }
.search-more input, .search-more select { width: 100%; padding-inline: .5rem; }
.search-more p { display: grid; gap: .15rem; min-width: 0; }
.search-more label { font-size: .9rem; color: var(--quiet); }
.scope { color: var(--quiet); font-size: .95rem; padding-block: .25rem; }
.scope + .day, .scope + .empty { margin-top: .75rem; }
.active { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .7rem; padding-block: .5rem .2rem; }
.chips { display: flex; flex-wrap: wrap; gap: .4rem; min-width: 0; }
.chips a { display: inline-block; padding: .25rem .75rem; background: var(--raised); border: 1px solid var(--field); border-radius: 99px; text-decoration: none; overflow-wrap: anywhere; }
.chips a:hover { text-decoration: underline; }
.subscribe { display: flex; flex-wrap: wrap; align-items: center; gap: .1rem 1.1rem; padding-block: .4rem; }
.subscribe a:not(.button) { padding-block: .3rem; }

.day { border-top: 1px solid var(--line); padding-block: 1.25rem 1.5rem; }
.day h2 { font: 600 1.2rem/1.3 var(--serif); padding-block: .35rem .6rem; }
.day .nearby { font: 600 .8rem/1.2 var(--sans); color: var(--on-sun); background: var(--sun); padding: .2rem .5rem; border-radius: 5px; margin-right: .35rem; vertical-align: .12em; }
.event { padding-block: .65rem; }
.event h3 { font: 600 1.2rem/1.3 var(--serif); overflow-wrap: anywhere; }
.event h3 a { color: inherit; text-decoration-color: transparent; }
.event h3 a:hover, .event h3 a:focus-visible { color: var(--link); text-decoration-color: currentcolor; }
.when { font-variant-numeric: tabular-nums; }
.event .when { font-size: .95rem; }
.where, .by { font-size: .95rem; overflow-wrap: anywhere; }
.where a { color: inherit; text-decoration-color: var(--line); }
.where a, .row-tags a { display: inline-block; min-height: 1.5rem; }
.where a:hover, .row-tags a:hover { text-decoration-color: currentcolor; }
.about { display: flex; flex-wrap: wrap; gap: 0 1.1rem; }
.row-tags { display: flex; flex-wrap: wrap; gap: 0 .8rem; font-size: .9rem; }
.row-tags a { color: var(--quiet); text-decoration-color: var(--line); padding-block: .05rem; overflow-wrap: anywhere; }
.by, .zone, .aside, .map { color: var(--quiet); }
.map { display: flex; flex-wrap: wrap; gap: 0 1rem; font-size: .9rem; }
.map a { padding-block: .15rem; }
.by, .zone, .aside { font-size: .9rem; }
.zone { display: inline-block; }
.flag { display: inline-block; font: 600 .8rem/1.3 var(--sans); padding: .1rem .5rem; border: 1px solid currentcolor; border-radius: 5px; color: var(--quiet); vertical-align: .1em; margin-right: .3rem; }
.flag.is-bad { color: var(--bad); }
.is-cancelled h3 a, .is-cancelled .where { color: var(--quiet); }
s { text-decoration-thickness: 1.5px; }
.more { padding-block: 1rem; border-top: 1px solid var(--line); }
.empty { border-top: 1px solid var(--line); padding-block: 2.5rem 3rem; }
.empty > * { max-width: 38rem; }
.empty h2 { font: 600 1.6rem/1.25 var(--serif); margin-bottom: .6rem; }
.empty ul, .empty ol { list-style: revert; padding-left: 1.3rem; margin-top: .6rem; }
.empty li { padding-block: .2rem; }

.page { border-top: 1px solid var(--line); padding-block: 1rem 2.5rem; }
.page h1 { font: 600 clamp(1.7rem, 1.25rem + 2.2vw, 2.6rem)/1.18 var(--serif); letter-spacing: -.01em; margin-block: .6rem .7rem; max-width: 24em; overflow-wrap: anywhere; }
.page > p { max-width: 38rem; margin-block: .8rem; }
.flags:empty { display: none; }
.page section { border-top: 1px solid var(--line); margin-top: 1.5rem; padding-top: 1rem; max-width: 44rem; }
.page h2 { font: 600 1.25rem/1.3 var(--serif); margin-bottom: .4rem; overflow-wrap: anywhere; }
.page label { display: block; font-size: .9rem; color: var(--quiet); }
.page .search label.unseen { display: inline; }
.copy { width: 100%; font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .95rem; }
.back a, .subscribe a { display: inline-block; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr)); gap: 1rem; margin-top: 1.2rem; }
.card { background: var(--raised); border-radius: 8px; padding: .9rem 1.1rem; min-width: 0; overflow-wrap: anywhere; }
.card h2 { margin-bottom: .2rem; }
.card h2 a { display: inline-block; }
.card .reason { padding-top: .35rem; }
.brief { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; padding-top: .5rem; }
.brief dt { font-size: .85rem; color: var(--quiet); }
.polls > li, .refused > li { padding-block: .6rem; overflow-wrap: anywhere; }
.polls > li + li, .refused > li + li { border-top: 1px solid var(--line); }
.poll-when { color: var(--quiet); font-size: .95rem; font-variant-numeric: tabular-nums; }
.changes { list-style: disc; padding: .1rem 0 .3rem 1.2rem; }
.changes a { display: inline-block; min-height: 1.5rem; vertical-align: top; }
.links { display: flex; flex-wrap: wrap; gap: .1rem 1.2rem; }
.links a { display: inline-block; padding-block: .25rem; }
.facts { display: grid; gap: .9rem; margin-block: 1.2rem 1.6rem; }
.facts dt { font-size: .9rem; color: var(--quiet); }
.facts dd { overflow-wrap: anywhere; }
.facts .when time { font-weight: 600; font-size: 1.1rem; }
.facts .then { color: var(--quiet); font-size: .9rem; padding-top: .5rem; }
.dates { display: grid; gap: .3rem; padding-block: .2rem .4rem; font-variant-numeric: tabular-nums; }
.tags { display: flex; flex-wrap: wrap; gap: .5rem; }
.tags a { display: inline-block; padding: .2rem .7rem; background: var(--raised); border-radius: 99px; text-decoration: none; }
.tags a:hover { text-decoration: underline; }
.page .notice { padding: .9rem 1.1rem; border-radius: 8px; margin-block: 1.2rem; max-width: 42rem; }
.page .notice p + p { margin-top: .4rem; }
.page .notice ul { list-style: disc; padding-left: 1.2rem; margin-top: .4rem; }
.description { font-size: 1.06rem; line-height: 1.65; overflow-wrap: anywhere; border-top: 1px solid var(--line); padding-top: 1.3rem; }
.description p { white-space: pre-line; max-width: 38rem; }
.description p + p { margin-top: 1rem; }
.u-photo { display: block; max-width: 100%; max-height: 30rem; margin-top: 1.5rem; border-radius: 8px; }
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem 1.2rem; padding-top: 1.2rem; }

body > footer { border-top: 1px solid var(--line); padding-block: 1.5rem 3rem; margin-top: 1rem; font-size: .92rem; color: var(--quiet); }
body > footer p { max-width: 42rem; margin-block: .35rem; }
.address { overflow-wrap: anywhere; }

@media (min-width: 46rem) {
  .search-more { grid-template-columns: repeat(4, 1fr); }
  .polls > li { display: grid; grid-template-columns: 11rem 1fr; column-gap: 1.5rem; }
  .day { display: grid; grid-template-columns: 9rem 1fr; column-gap: 2rem; }
  .day h2 { align-self: start; position: sticky; top: 0; padding-block: .9rem; }
  .day .weekday, .day .month { display: block; font: 400 1rem/1.3 var(--sans); color: var(--quiet); }
  .day .number { display: block; font-size: 2.6rem; line-height: 1.1; }
  .day .nearby { display: inline-block; margin-bottom: .35rem; }
  .event { display: grid; grid-template-columns: 9.5rem 1fr; column-gap: 1.5rem; }
  .event .when { padding-top: .15rem; }
  .facts > div { display: grid; grid-template-columns: 9rem 1fr; column-gap: 2rem; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media (forced-colors: active) { .flag, .button, button { border: 1px solid; } }
@media print {
  .skip, .search, .masthead nav, .more, .actions, .subscribe, .active, .row-tags, body > footer nav, .notice.sample { display: none; }
  .day { break-inside: avoid-page; }
}
`.trimStart();

/** Its path names its content, so that it may be kept for ever. */
export const stylesheetPath = `/discal.${hash("sha256", stylesheet).slice(0, 12)}.css`;
