import pino, { type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { redactSecrets } from './redact.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export type LoggerOptions = {
  readonly level: LogLevel;
  /** For a person at a terminal, instead of one JSON line an event. */
  readonly pretty: boolean;
  /** Where lines go; standard output when left out. */
  readonly destination?: DestinationStream;
};

/** Lines are written together when so many bytes are waiting, or this often: one system call for many requests. */
const WRITE_BYTES = 4_096;
const WRITE_EVERY_MS = 100;

/** The one logger of a process: time, level, message and fields, secrets taken out by field and by pattern. */
export function createLogger(options: LoggerOptions): Logger {
  return pino(
    {
      level: options.level,
      base: null,
      messageKey: 'message',
      errorKey: 'error',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: pino.stdSerializers.errWithCause },
      hooks: { streamWrite: redactSecrets },
    },
    destination(options),
  );
}

function destination(options: LoggerOptions): DestinationStream {
  if (options.destination !== undefined) return options.destination;
  if (options.pretty) return pretty({ colorize: true, messageKey: 'message', translateTime: 'HH:MM:ss.l', sync: true });
  // Written behind, so that a slow disk or pipe does not hold the event loop; pino flushes it at exit.
  return pino.destination({ dest: 1, sync: false, minLength: WRITE_BYTES, periodicFlush: WRITE_EVERY_MS });
}
