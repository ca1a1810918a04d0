/** Logical lines of a calendar: ended by CRLF or LF, unfolded by bytes, since a fold may part a character. */
export function unfold(text: string): readonly string[] {
  const bytes = Buffer.from(text).toString("latin1");
  const lines = bytes.replaceAll(/\r?\n[ \t]/g, "").split(/\r?\n/);
  return lines.filter((line) => line !== "").map((line) => Buffer.from(line, "latin1").toString("utf8"));
}

/** The VCALENDARs of a body, one after the other. */
export function calendarsIn(body: string): readonly string[] {
  return body.split(/^(?=BEGIN:VCALENDAR\r?$)/m).filter((text) => text.trim() !== "");
}

/** One component with its own lines, and those within it. */
export interface Component {
  readonly name: string;
  readonly lines: string[];
  readonly within: Component[];
}

/** The VCALENDAR that the lines make. */
export function componentOf(lines: readonly string[]): Component {
  const root: Component = { name: "", lines: [], within: [] };
  const open = [root];
  for (const line of lines) {
    const [, boundary = "", name = ""] = /^(BEGIN|END):(.+)$/i.exec(line) ?? [];
    if (boundary.toUpperCase() === "BEGIN") {
      const component = { name: name.trim().toUpperCase(), lines: [], within: [] };
      open.at(-1)?.within.push(component);
      open.push(component);
    } else if (boundary.toUpperCase() === "END") open.pop();
    else open.at(-1)?.lines.push(line);
  }
  const [calendar] = root.within;
  if (calendar === undefined) throw new Error("this is no calendar");
  return calendar;
}

export function nameOf(line: string): string {
  return (/^[A-Za-z][A-Za-z0-9_-]*/.exec(line)?.[0] ?? "").toUpperCase();
}

/** A line as it reads: its parameters' values without quotes. */
export function readLine(line: string): {
  readonly name: string;
  readonly parameters: readonly (readonly [string, readonly string[]])[];
  readonly value: string;
} {
  const [head = ""] = /^(?:"[^"]*"|[^":])*/.exec(line) ?? [];
  const [name = "", ...parameters] = head.match(/(?:"[^"]*"|[^";])+/g) ?? [];
  return {
    name: name.toUpperCase(),
    parameters: parameters.map((parameter) => {
      const equals = parameter.indexOf("=");
      const values = parameter.slice(equals + 1).match(/(?:"[^"]*"|[^",])+/g) ?? [];
      return [parameter.slice(0, equals).toUpperCase(), values.map((value) => value.replaceAll('"', ""))];
    }),
    value: line.slice(head.length + 1),
  };
}

/** Values of all lines of a name. */
export function valuesOf({ lines }: Component, name: string): readonly string[] {
  return lines.filter((line) => nameOf(line) === name).map((line) => readLine(line).value);
}

export function valueOf(component: Component, name: string): string {
  return valuesOf(component, name)[0] ?? "";
}

/** A TEXT value decoded (RFC 5545, section 3.3.11). */
export function decoded(value: string): string {
  return value.replaceAll(/\\([\\;,nN])/g, (_, char: string) => (/n/i.test(char) ? "\n" : char));
}
