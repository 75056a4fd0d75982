import pino, { type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { lineForTerminal, visibleLine } from './log-line.ts';
import { secretRedactor } from './redact.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export type LoggerOptions = {
  readonly level: LogLevel;
  /** For a person at a terminal, instead of one JSON line an event. */
  readonly pretty: boolean;
  /** Values that must never be written, whatever they look like: the secrets of the configuration. */
  readonly secrets?: readonly string[];
  /** Where lines go; standard output when left out. */
  readonly destination?: DestinationStream;
};

/** Lines are written together when so many bytes are waiting, or this often: one system call for many requests. */
const WRITE_BYTES = 4_096;
const WRITE_EVERY_MS = 100;

/** The one logger of a process: time, level, message and fields, one line an event whatever the text, secrets taken out. */
export function createLogger(options: LoggerOptions): Logger {
  const redact = secretRedactor(options.secrets ?? []);
  return pino(
    {
      level: options.level,
      base: null,
      messageKey: 'message',
      errorKey: 'error',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: pino.stdSerializers.errWithCause },
      hooks: { streamWrite: (line) => visibleLine(redact(line)) },
    },
    destination(options),
  );
}

function destination(options: LoggerOptions): DestinationStream {
  if (options.destination !== undefined) return options.destination;
  if (options.pretty) return prettyDestination();
  // Written behind, so that a slow disk or pipe does not hold the event loop; pino flushes it at exit.
  return pino.destination({ dest: 1, sync: false, minLength: WRITE_BYTES, periodicFlush: WRITE_EVERY_MS });
}

/** Writes events for a person. `destination` is where to, standard output when left out. */
export function prettyDestination(to?: NodeJS.WritableStream): DestinationStream {
  const printer = pretty({
    colorize: true,
    messageKey: 'message',
    translateTime: 'HH:MM:ss.l',
    sync: true,
    ...(to === undefined ? {} : { destination: to }),
  });
  return { write: (line) => void printer.write(lineForTerminal(line)) };
}
