import { html } from "hono/html";
import type { Markup } from "./markup.ts";

/** How one calendar program is made to follow an address. */
export interface Way {
  readonly program: string;
  readonly steps: Markup;
}

/** By program, those first whose link does it. `https`: whether the address can be read by services on the internet. */
export function subscribeWays(https: boolean): readonly Way[] {
  return [
    {
      program: "Apple Calendar",
      steps: html`The button above opens it. By hand, on a Mac: <b>File</b>, <b>New Calendar Subscription</b>,
        paste the address; choose <b>iCloud</b> as its location to have it on all your devices. On iPhone and
        iPad: <b>Calendars</b>, <b>Add Calendar</b>, <b>Add Subscription Calendar</b>.`,
    },
    {
      program: "Google Calendar",
      steps: html`In a browser on a computer, not in the app: beside <b>Other calendars</b>, <b>+</b>,
        <b>From URL</b>, paste the address. Changes may take a day to show. ${!https && PRIVATE}`,
    },
    {
      program: "Outlook",
      steps: html`On the web and in the new Outlook: <b>Calendar</b>, <b>Add calendar</b>,
        <b>Subscribe from web</b>, paste the address. In classic Outlook: <b>Home</b>, <b>Open Calendar</b> or
        <b>Add Calendar</b>, <b>From Internet</b>. Changes may take a day to show. ${!https && PRIVATE}`,
    },
    {
      program: "Thunderbird",
      steps: html`In the calendar: <b>New Calendar</b>, <b>On the Network</b>, paste the address as its
        location and leave the user name empty, <b>Find Calendars</b>, <b>Subscribe</b>.`,
    },
    {
      program: "Android (ICSx⁵, with or without DAVx⁵)",
      steps: html`Android’s own calendar cannot subscribe; the free ICSx⁵ adds it: the button above opens it,
        or tap <b>+</b> in it and paste the address.`,
    },
  ];
}

const PRIVATE = html`<strong
  >It only reads addresses that begin with https: and stand on the internet, which this one does not.</strong
>`;
