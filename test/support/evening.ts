import type { NewEvent } from "../../src/exchange/editing/enter.ts";

/** An event that a person enters where it does not matter what it is about. */
export const evening: NewEvent = {
  title: "Evening of songs",
  start: "2026-03-20T19:30:00",
  end: null,
  zone: "UTC",
  allDay: false,
  location: null,
  description: null,
  url: null,
  tags: [],
};
