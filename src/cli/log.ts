import { destination, pino, type DestinationStream, type Logger, stdSerializers } from "pino";
import { DomainError } from "../core/model/domain-error.ts";
import { printableJson } from "./text-width.ts";

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
  "credential",
  "credentials",
  "bearer",
];

/**
 * Structured logs, a JSON object a line, by default to standard error: so that standard output stays the program's
 * answer. Secrets are redacted, and what foreign text could steer a terminal by is escaped. `level`: pino's names, from DISCAL_LOG.
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
      serializers: { err: errorFields },
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: "[redacted]",
      },
    },
    { write: (line) => stream.write(printableJson(line)) },
  );
}

/** Of what was foreseen, and is told to people, the words are enough; a fault of the program comes with its stack. */
function errorFields(error: Error): object {
  if (!(error instanceof DomainError)) return stdSerializers.err(error);
  const { problem, message, details } = error;
  return { problem, message, ...(Object.keys(details).length > 0 && { details }) };
}
