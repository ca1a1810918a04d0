/** A file name that every file system and header takes, from whatever a calendar is called. */
export function calendarFileName(name: string): string {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}+/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return `${slug.slice(0, 60) || "calendar"}.ics`;
}
