import { z } from 'zod';
import { isLoopback } from '../shared/loopback.ts';
import {
  choiceOption,
  hostsOption,
  numberOption,
  optionalChoice,
  optionalText,
  originsOption,
  proxiesOption,
  redisUrlOption,
  secretOption,
  switchOption,
  textOption,
  workersOption,
} from './options.ts';

const MINUTE_MS = 60_000;
const MEBIBYTE = 1024 * 1024;
/** More threads than any machine this runs on has cores only cost memory. */
const WORKERS_MAX = 64;
/** Secrets that open everything resist guessing for good: 32 characters of hex are 128 bits. */
const ADMIN_KEY_LENGTH_MIN = 32;
/** A token that guards figures over a network has to resist guessing. */
const TOKEN_LENGTH_MIN = 16;

/** Every option, by the name of its environment variable: type, default and one sentence. Nothing else is read from the environment. */
export const environmentSchema = z.object({
  HOST: textOption('127.0.0.1', 'an IP address or a host name').describe(
    'Address to listen on. On one that other machines can reach callers need keys, unless AUTH says `off`.',
  ),
  PORT: numberOption({ preset: 8001, min: 0, max: 65_535 }).describe('Port to listen on; 0 takes any free one.'),
  AUTH: optionalChoice(['on', 'off'], '`off` on a loopback HOST, else `on`').describe(
    'Whether callers need a key. With `off` everybody who reaches the address may read and write.',
  ),
  ADMIN_KEY: secretOption(ADMIN_KEY_LENGTH_MIN).describe(
    'A secret that is an admin of the tenant `default` from the start, to make the first key with.',
  ),
  KEY_PEPPER: secretOption(ADMIN_KEY_LENGTH_MIN).describe(
    'What keys are hashed with, the same for all processes that share keys. Unset, a random one is kept in DATA_DIR.',
  ),
  API_KEY: secretOption(TOKEN_LENGTH_MIN).describe(
    'The key that `queryloom` commands send to a running server. Unset, they send ADMIN_KEY.',
  ),
  ANONYMOUS_TIER: optionalText('the name of a tier', 'unset: no').describe(
    'Let callers without a key read, within the limits of this tier for each address.',
  ),
  TIERS_FILE: optionalText('a JSON file', 'unset: the tiers of the guide').describe(
    'Figures of tiers: other ones for those that are there, or tiers of your own.',
  ),
  TRUSTED_PROXIES: proxiesOption().describe(
    'Proxies whose `X-Forwarded-For` is believed. Unset, a caller is the address that its connection comes from.',
  ),
  AUTH_FAILURES_PER_MINUTE: numberOption({ preset: 60, min: 1, max: 1_000_000 }).describe(
    'Wrong keys, wrong tickets and unknown paths an address of another machine may send in a minute; more are refused with 429.',
  ),
  IN_FLIGHT_MAX: numberOption({ preset: 200, min: 0, max: 10_000 }).describe(
    'Requests of one class (query, ingest, model, admin) at work at once, at most; how many it really is follows the load. 0 refuses everything but probes.',
  ),
  DATA_DIR: textOption('./data', 'a folder; made when it is not there').describe(
    'Where documents, indexes and history live. A second process on the same folder is refused.',
  ),
  SAMPLE_DOCS: switchOption(true).describe(
    "Fill an empty store with Queryloom's own guides, so that the first question has an answer.",
  ),
  HISTORY: switchOption(true).describe('Keep answered queries, for history, export and debugging.'),
  ANSWER_CACHE_MB: numberOption({ preset: 64, min: 0, max: 16_384 }).describe(
    'Mebibytes of answers that are kept for when the same question comes again over the same documents; 0 keeps none.',
  ),
  AUTO_TUNING: switchOption(false).describe(
    'Apply tuning proposals that strong evidence speaks for, unasked; each can be taken back.',
  ),
  PREFETCH: switchOption(true).describe(
    'Ask likely next questions ahead of time while nobody else asks, so that their answers are cached when they come.',
  ),
  WORKERS: workersOption(WORKERS_MAX).describe('Worker threads that read documents and search vectors.'),
  LOG_LEVEL: choiceOption(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'info').describe(
    'Least severe events that are logged; one line a request is `info`.',
  ),
  METRICS_TOKEN: secretOption(TOKEN_LENGTH_MIN).describe(
    'Guards `/metrics`: scrapers send it as `Authorization: Bearer`. Unset, figures are open with AUTH=off, and given to scrapers on this machine alone with AUTH=on.',
  ),
  REDIS_URL: redisUrlOption().describe(
    'Redis 6.2 or newer, through which rooms of several processes meet. Unset, rooms live in this process alone.',
  ),
  CORS_ORIGINS: originsOption().describe('Web origins whose pages may read answers.'),
  REQUEST_TIMEOUT_MS: numberOption({ preset: 30_000, min: 100, max: 10 * MINUTE_MS }).describe(
    'Milliseconds after which a request that is still at work is ended with 504.',
  ),
  SOCKETS_MAX: numberOption({ preset: 2_000, min: 0, max: 100_000 }).describe(
    'WebSocket connections at once; more are refused with 503.',
  ),
  CONNECTIONS_MAX: numberOption({ preset: 10_000, min: 10, max: 1_000_000 }).describe(
    'Connections at once, WebSockets among them; more are closed as they come. More than SOCKETS_MAX.',
  ),
  RECEIVE_TIMEOUT_MS: numberOption({ preset: 140_000, min: 1_000, max: 60 * MINUTE_MS }).describe(
    'Milliseconds in which a request must have arrived whole, its headers within 20,000 of them; 32 MiB need 140,000 at 2 Mbit/s.',
  ),
  ALLOWED_HOSTS: hostsOption().describe(
    'Names that a server on a loopback HOST without keys answers to, beside `localhost` and addresses; others are refused, as web pages could make them up.',
  ),
  DOCUMENT_BODY_BYTES_MAX: numberOption({ preset: 32 * MEBIBYTE, min: 1024, max: 512 * MEBIBYTE }).describe(
    'Bytes of the body of one call that adds documents.',
  ),
  BODIES_MB: numberOption({ preset: 256, min: 1, max: 65_536 }).describe(
    'Mebibytes of large request bodies that may be held at once while they arrive; beyond it the most silent one is answered 503. At least DOCUMENT_BODY_BYTES_MAX.',
  ),
  DRAIN_MS: numberOption({ preset: 5_000, min: 0, max: 5 * MINUTE_MS }).describe(
    'Milliseconds after SIGTERM in which requests are still served while `/ready` says no, for load balancers to notice.',
  ),
  SHUTDOWN_GRACE_MS: numberOption({ preset: 25_000, min: 0, max: 10 * MINUTE_MS }).describe(
    'Milliseconds after SIGTERM until what is still at work is cut off. At least DRAIN_MS.',
  ),
});

export type Environment = z.output<typeof environmentSchema>;

/** The configuration of a process, checked. Durations in milliseconds, sizes in bytes; what is unset is null. */
export type Settings = {
  readonly host: string;
  readonly port: number;
  readonly auth: 'on' | 'off';
  readonly adminKey: string | null;
  readonly keyPepper: string | null;
  readonly apiKey: string | null;
  readonly anonymousTier: string | null;
  readonly tiersFile: string | null;
  readonly trustedProxies: readonly string[];
  readonly authFailuresPerMinute: number;
  readonly inFlightMax: number;
  readonly dataDir: string;
  readonly sampleDocs: boolean;
  readonly history: boolean;
  readonly answerCacheBytes: number;
  readonly autoTuning: boolean;
  readonly prefetch: boolean;
  readonly workers: number;
  readonly logLevel: Environment['LOG_LEVEL'];
  readonly metricsToken: string | null;
  readonly redisUrl: string | null;
  readonly corsOrigins: readonly string[];
  readonly requestTimeoutMs: number;
  readonly socketsMax: number;
  readonly connectionsMax: number;
  readonly receiveTimeoutMs: number;
  readonly allowedHosts: readonly string[];
  readonly documentBodyBytesMax: number;
  readonly bodiesBytesMax: number;
  readonly drainMs: number;
  readonly shutdownGraceMs: number;
};

/** The environment's names as the settings' names. */
export function toSettings(environment: Environment): Settings {
  return {
    host: environment.HOST,
    port: environment.PORT,
    auth: environment.AUTH ?? (isLoopback(environment.HOST) ? 'off' : 'on'),
    adminKey: environment.ADMIN_KEY,
    keyPepper: environment.KEY_PEPPER,
    apiKey: environment.API_KEY,
    anonymousTier: environment.ANONYMOUS_TIER,
    tiersFile: environment.TIERS_FILE,
    trustedProxies: environment.TRUSTED_PROXIES,
    authFailuresPerMinute: environment.AUTH_FAILURES_PER_MINUTE,
    inFlightMax: environment.IN_FLIGHT_MAX,
    dataDir: environment.DATA_DIR,
    sampleDocs: environment.SAMPLE_DOCS,
    history: environment.HISTORY,
    answerCacheBytes: environment.ANSWER_CACHE_MB * MEBIBYTE,
    autoTuning: environment.AUTO_TUNING,
    prefetch: environment.PREFETCH,
    workers: environment.WORKERS,
    logLevel: environment.LOG_LEVEL,
    metricsToken: environment.METRICS_TOKEN,
    redisUrl: environment.REDIS_URL,
    corsOrigins: environment.CORS_ORIGINS,
    requestTimeoutMs: environment.REQUEST_TIMEOUT_MS,
    socketsMax: environment.SOCKETS_MAX,
    connectionsMax: environment.CONNECTIONS_MAX,
    receiveTimeoutMs: environment.RECEIVE_TIMEOUT_MS,
    allowedHosts: environment.ALLOWED_HOSTS,
    documentBodyBytesMax: environment.DOCUMENT_BODY_BYTES_MAX,
    bodiesBytesMax: environment.BODIES_MB * MEBIBYTE,
    drainMs: environment.DRAIN_MS,
    shutdownGraceMs: environment.SHUTDOWN_GRACE_MS,
  };
}
