import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CodedError } from '../shared/errors.ts';
import { isRecord } from '../shared/is-record.ts';

/** Keeps figures of all windows and their products exact. */
const FIGURE_MAX = 1_000_000_000;
const SOCKETS_MAX = 1_000_000;
/** A name that fits labels, headers and file names alike. */
const TIER_NAME = /^[a-z][a-z0-9_-]{0,31}$/;

const figure = z.int().min(1).max(FIGURE_MAX).nullable();
const share = z.number().min(0).max(1);

const tierSchema = z.strictObject({
  per_minute: figure.optional(),
  burst: figure.optional(),
  per_hour: figure.optional(),
  per_day: figure.optional(),
  adaptive_floor: share.optional(),
  in_flight_share: share.optional(),
  sockets: z.int().min(0).max(SOCKETS_MAX).optional(),
});

/** Figures of one tier as the file gives them: what is left out stays as it is, null is no limit. */
export type TierFigures = z.output<typeof tierSchema>;

/** Figures by the name of their tier. */
export type TiersFile = ReadonlyMap<string, TierFigures>;

const FIELDS = Object.keys(tierSchema.shape);

/**
 * Reads a file of tiers, `{"free": {"per_minute": 30}, …}`. Throws `CONFIG_INVALID` that names the file, the tier, the field and what is
 * allowed there, for every mistake at once.
 */
export function readTiersFile(path: string): TiersFile {
  const tiers = parse(path);
  const mistakes: string[] = [];
  const read = new Map<string, TierFigures>();
  for (const [name, given] of Object.entries(tiers)) {
    if (!TIER_NAME.test(name)) mistakes.push(`tier ${JSON.stringify(name)}: a name is up to 32 of a-z, 0-9, _ and -`);
    const figures = tierSchema.safeParse(given);
    if (figures.success) read.set(name, figures.data);
    else mistakes.push(...figures.error.issues.map((issue) => `tier "${name}"${mistakeOf(issue)}`));
  }
  if (mistakes.length > 0) throw tiersInvalid(path, mistakes);
  return read;
}

/** The error of a file of tiers, one line a mistake. */
export function tiersInvalid(path: string, mistakes: readonly string[]): CodedError {
  const list = mistakes.map((mistake) => `- ${mistake}.`).join('\n');
  const issues = mistakes.map((message) => ({ path: 'TIERS_FILE', message }));
  return new CodedError('CONFIG_INVALID', `TIERS_FILE is ${JSON.stringify(path)}, which is not valid:\n${list}`, {
    issues,
  });
}

function parse(path: string): Record<string, unknown> {
  let text: string;
  let read: unknown;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw tiersInvalid(path, [`it cannot be read (${reason})`]);
  }
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw tiersInvalid(path, [`it is not JSON: ${error instanceof Error ? error.message : 'it cannot be parsed'}`]);
  }
  if (!isRecord(read)) throw tiersInvalid(path, ['it is not an object with a tier under each name']);
  return read;
}

function mistakeOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return ` has no field ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}; allowed: ${FIELDS.join(', ')}`;
  }
  const field = issue.path.join('.');
  if (field === '') return ' is not an object of figures';
  return `, field "${field}": ${allowedAt(field)}`;
}

function allowedAt(field: string): string {
  if (field === 'adaptive_floor' || field === 'in_flight_share') return 'allowed: a number from 0 to 1';
  if (field === 'sockets') return `allowed: a whole number from 0 to ${SOCKETS_MAX}`;
  return `allowed: a whole number from 1 to ${FIGURE_MAX}, or null for no limit`;
}
