import { readSettings } from '../config/env.ts';
import { isRecord } from '../shared/is-record.ts';
import { type Door, openDoor } from './door.ts';
import { printJson, printProblem, text } from './print.ts';

export type KeysOptions = { readonly url?: string; readonly json?: boolean };
export type CreateKeyOptions = KeysOptions & {
  readonly name: string;
  readonly tenant?: string;
  readonly tier?: string;
  readonly scope?: readonly string[];
  readonly environment?: string;
  readonly expires?: string;
};
export type ListOptions = KeysOptions & { readonly tenant?: string; readonly limit?: string };

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;
/** Entries of one page of the server. */
const PAGE = 200;
/** Entries shown without `--limit`: a screen or two. */
const SHOWN = 50;

/** `queryloom keys create`: makes a key and prints it, alone on the last line, this once. */
export function createKey(options: CreateKeyOptions): Promise<number> {
  const { name, tenant, tier, scope, environment, expires } = options;
  const body = {
    name,
    ...(tenant === undefined ? {} : { tenant }),
    ...(tier === undefined ? {} : { tier }),
    ...(scope === undefined ? {} : { scopes: scope }),
    ...(environment === undefined ? {} : { environment }),
    ...(expires === undefined ? {} : { expires_at: timeOf(expires) }),
  };
  return atDoor(options, (door) => door.call('POST', '/api/keys', body), printShownKey);
}

/** `queryloom keys rotate <id>`: a new secret, printed alone on the last line. */
export function rotateKey(keyId: string, options: KeysOptions & { readonly overlap?: string }): Promise<number> {
  const body = options.overlap === undefined ? {} : { overlap_seconds: secondsOf(options.overlap) ?? options.overlap };
  const path = `/api/keys/${encodeURIComponent(keyId)}/rotate`;
  return atDoor(options, (door) => door.call('POST', path, body), printShownKey);
}

/** `queryloom keys revoke <id>`. */
export function revokeKey(keyId: string, options: KeysOptions): Promise<number> {
  return atDoor(
    options,
    (door) => door.call('DELETE', `/api/keys/${encodeURIComponent(keyId)}`),
    (key) => console.log(`${text(key['key_id'])} "${text(key['name'])}" was revoked: it opens nothing any more.`),
  );
}

/** `queryloom keys list`: newest first. */
export function listKeys(options: ListOptions): Promise<number> {
  return atDoor(
    options,
    (door) => readPages(door, '/api/keys', 'keys', options),
    ({ keys }) => printRows(keys, keyRow, 'There are no keys.'),
  );
}

/** `queryloom keys audit`: what was done to keys, newest first. */
export function auditKeys(options: ListOptions): Promise<number> {
  return atDoor(
    options,
    (door) => readPages(door, '/api/audit', 'entries', options),
    ({ entries }) => printRows(entries, auditRow, 'Nothing was done to keys yet.'),
  );
}

type Answer = Awaited<ReturnType<Door['call']>>;

async function atDoor(
  options: KeysOptions,
  ask: (door: Door) => Promise<Answer>,
  print: (body: Readonly<Record<string, unknown>>) => void,
): Promise<number> {
  const door = await openDoor(options.url, readSettings());
  try {
    const { status, body } = await ask(door);
    const isDone = status < 300 && isRecord(body);
    if (!isDone) printProblem(body);
    else if (options.json === true) printJson(body);
    else print(body);
    return isDone ? 0 : 1;
  } finally {
    await door.close();
  }
}

/** As many entries as were asked for, page by page, in one answer of the same form. */
async function readPages(door: Door, path: string, member: string, options: ListOptions): Promise<Answer> {
  const wanted = /^\d{1,6}$/.test(options.limit ?? '') ? Number(options.limit) : SHOWN;
  const items: unknown[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ limit: String(Math.min(PAGE, Math.max(1, wanted - items.length))) });
    if (options.tenant !== undefined) query.set('tenant', options.tenant);
    if (cursor !== null) query.set('cursor', cursor);
    const { status, body } = await door.call('GET', `${path}?${query}`);
    if (status !== 200 || !isRecord(body)) return { status, body };
    const page = body[member];
    items.push(...(Array.isArray(page) ? page : []));
    cursor = typeof body['next_cursor'] === 'string' ? body['next_cursor'] : null;
  } while (cursor !== null && items.length < wanted);
  return { status: 200, body: { [member]: items, count: items.length, next_cursor: cursor } };
}

function printShownKey(key: Readonly<Record<string, unknown>>): void {
  console.log(keyRow(key));
  console.log(text(key['note']));
  if (key['previous_until'] !== null) console.log(`The secret before is good until ${text(key['previous_until'])}.`);
  console.log(text(key['key']));
}

function printRows(items: unknown, row: (item: Readonly<Record<string, unknown>>) => string, none: string): void {
  const rows = Array.isArray(items) ? items.filter(isRecord) : [];
  if (rows.length === 0) console.log(none);
  for (const item of rows) console.log(row(item));
}

function keyRow(key: Readonly<Record<string, unknown>>): string {
  const scopes = Array.isArray(key['scopes']) ? key['scopes'].join(' ') : '';
  const end = key['expires_at'] === null ? '' : `, until ${text(key['expires_at'])}`;
  const place = `${text(key['tenant'])}, ${text(key['tier'])}, ${scopes}${end}`;
  return `${text(key['key_id'])}  ${text(key['status'])}  "${text(key['name'])}" (${place})`;
}

function auditRow(entry: Readonly<Record<string, unknown>>): string {
  const actor = entry['actor'] === null ? 'without a key' : `by ${text(entry['actor'])}`;
  const act = `${text(entry['act'])} ${text(entry['key_id'])} of ${text(entry['tenant'])} ${actor}`;
  return `${text(entry['timestamp'])}  ${act}: ${text(entry['brief'])}`;
}

/** `90d`, `12h` or a time; what is neither goes as it is, so that the server says what it takes. */
function timeOf(given: string): string {
  const seconds = /[shd]$/.test(given) ? secondsOf(given) : null;
  if (seconds !== null) return new Date(Date.now() + seconds * 1_000).toISOString();
  return /^\d{4}-\d{2}-\d{2}$/.test(given) ? `${given}T00:00:00Z` : given;
}

/** Seconds of `30`, `30s`, `12h` or `7d`; null for anything else. */
function secondsOf(given: string): number | null {
  const [, count, unit = 's'] = /^(\d{1,9})([shd])?$/.exec(given) ?? [];
  if (count === undefined) return null;
  return Number(count) * (unit === 'd' ? DAY_SECONDS : unit === 'h' ? HOUR_SECONDS : 1);
}
