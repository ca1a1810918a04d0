import { quote } from "./issue.ts";
import { isMailServer, MAIL_SERVER_EXPECTED, parseOrigin, parsePort } from "./value.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

/** What the environment says; it goes before the file. An empty variable says nothing. */
export interface Environment {
  readonly config: string | null;
  readonly url: string | null;
  readonly port: number | null;
  readonly data: string | null;
  readonly secretKey: string | null;
  /** Mail server; holds a password. */
  readonly smtp: string | null;
  readonly problems: readonly string[];
}

/** Reads the `DISCAL_…` variables, and lists what is wrong with them. */
export function readEnvironment(env: Variables): Environment {
  const problems: string[] = [];
  const read = <T>(name: string, expected: string, parse: (text: string) => T | null): T | null => {
    const text = env[name] ?? "";
    const value = text === "" ? null : parse(text);
    if (text !== "" && value === null) problems.push(`${name}: expected ${expected}; found ${quote(text)}`);
    return value;
  };
  const readSecret = (name: string, expected: string, holds: (text: string) => boolean): string | null => {
    const text = env[name] ?? "";
    if (text === "" || holds(text)) return text === "" ? null : text;
    problems.push(`${name}: expected ${expected}`);
    return null;
  };
  return {
    config: read("DISCAL_CONFIG", "the path of a peers.yaml", String),
    url: read("DISCAL_URL", `an origin such as "https://calendar.example", without path`, parseOrigin),
    port: read("DISCAL_PORT", "a port from 0 to 65535", parsePort),
    data: read("DISCAL_DATA", "the path of a folder", String),
    secretKey: read("DISCAL_SECRET_KEY", "the path of a file", String),
    smtp: readSecret("DISCAL_SMTP", MAIL_SERVER_EXPECTED, isMailServer),
    problems,
  };
}
