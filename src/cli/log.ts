import { destination, pino, type Logger } from "pino";

/** Never written to a log, however deep they stand. */
const SECRETS = ["authorization", "cookie", "password", "token", "secret", "privateKey", "credentials"];

/**
 * Structured logs, a JSON object a line, to standard error: so that standard output stays the program's answer.
 * Secrets are redacted. `level`: pino's names, from DISCAL_LOG.
 */
export function createLog(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[redacted]" },
    },
    destination({ dest: 2, sync: true }),
  );
}
