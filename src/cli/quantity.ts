const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** A number of bytes as people read it, `13 kB`: to three figures. */
export function sizeText(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${UNITS[power]}`;
}

/** A span (ms) in its largest whole unit: `45 s`, `90 min`, `12 h`, `7 d`. */
export function spanText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds % 60 !== 0) return `${seconds} s`;
  const minutes = seconds / 60;
  if (minutes % 60 !== 0) return `${minutes} min`;
  return minutes % 1440 === 0 ? `${minutes / 1440} d` : `${minutes / 60} h`;
}
