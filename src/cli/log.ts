import { destination, pino, type DestinationStream, type Logger } from "pino";

/** Never written to a log, however they come into it. */
const SECRETS = [
  "authorization",
  "Authorization",
  "cookie",
  "Cookie",
  "password",
  "token",
  "secret",
  "privateKey",
  "credentials",
];

/**
 * Structured logs, a JSON object a line, by default to standard error: so that standard output stays the program's
 * answer. Secrets are redacted. `level`: pino's names, from DISCAL_LOG.
 */
export function createLog(
  level: string,
  stream: DestinationStream = destination({ dest: 2, sync: true }),
): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: "[redacted]",
      },
    },
    stream,
  );
}
