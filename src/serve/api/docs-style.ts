import { hash } from "node:crypto";

/** What the page of the API has beside the stylesheet of all pages. */
export const docsStyle = `
.api h2 { font: 600 1.6rem/1.25 var(--serif); margin-bottom: .3rem; }
.api h3 { font: 600 1.15rem/1.3 var(--serif); overflow-wrap: anywhere; }
.api section > p, .api .operation > p { max-width: 42rem; margin-block: .5rem; }
.api ul.plain { list-style: revert; padding-left: 1.3rem; margin-block: .5rem; max-width: 42rem; }
.api ul.plain li { padding-block: .15rem; }
.api pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--raised); padding: .8rem 1rem; border-radius: 8px; margin-block: .6rem; font-size: .95rem; line-height: 1.45; }
.api pre code { background: none; padding: 0; }
.api .operation { padding-block: 1.1rem; }
.api .call { overflow-wrap: anywhere; margin-block: .2rem; }
.api .call b { font-weight: 700; }
.api summary { font-size: .95rem; }
.api .members { display: grid; gap: .55rem; margin-block: .3rem .6rem; }
.api .members .members { border-left: 2px solid var(--line); padding-left: .9rem; margin-top: .5rem; }
.api .members dd { overflow-wrap: anywhere; font-size: .95rem; }
.api .contents { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; margin-block: 1rem; }
.api .contents a { display: inline-block; padding-block: .35rem; }
@media (min-width: 46rem) {
  .api .members > div { display: grid; grid-template-columns: 11rem 1fr; column-gap: 1.5rem; }
  .api .members .members > div { grid-template-columns: 9rem 1fr; }
}
`.trimStart();

/** Its path names its content, so that it may be kept for ever. */
export const docsStylePath = `/api/v1/docs.${hash("sha256", docsStyle).slice(0, 12)}.css`;
