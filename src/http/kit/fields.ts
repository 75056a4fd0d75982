import { z } from 'zod';
import { rounded } from '../../shared/round.ts';

/** Characters (code points) of a query's text; more is a document, not a question. */
export const TEXT_LENGTH_MAX = 10_000;
/** Characters of an id, a name or a tag: enough for any human's, short enough for a log line. */
export const NAME_LENGTH_MAX = 200;
/** Characters of a document's id: what people write, and what a log line or a list can show. */
const DOCUMENT_ID_LENGTH_MAX = 256;
/** Characters of what a caller calls its users and sessions, as in a query. */
const LABEL_LENGTH_MAX = 256;
/** Letters, marks, digits, punctuation and symbols of any script at both ends, spaces between; nothing unseen. */
const VISIBLE_PATTERN =
  /^[\p{L}\p{M}\p{N}\p{P}\p{S}](?:[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]*[\p{L}\p{M}\p{N}\p{P}\p{S}])?$/u;
const ID_PATTERN = /^[\p{L}\p{N}._:@/-]+$/u;

/** Free text of 1 to `max` characters, counted as people count them: an emoji outside the basic plane is one. */
export function textField(max: number = TEXT_LENGTH_MAX): z.ZodString {
  return z
    .string()
    .refine((text) => text.trim().length > 0, 'Text must not be empty')
    .refine((text) => withinLength(text, max), `Text must have at most ${max} characters`)
    .meta({ minLength: 1, maxLength: max });
}

/** A short name for people: a title, a tag, a label. */
export function nameField(): z.ZodString {
  return textField(NAME_LENGTH_MAX);
}

/** An id in a path or a body: letters, digits and `. _ : @ / -`, at most 200 characters. */
export function idField(): z.ZodString {
  return z.string().min(1).max(NAME_LENGTH_MAX).regex(ID_PATTERN, 'An id has letters, digits and . _ : @ / - only');
}

/**
 * A caller's own id of a document: visible characters of any script, spaces between them (titles make good ids), at most 256.
 */
export function documentIdField(): z.ZodString {
  return z
    .string()
    .min(1)
    .max(DOCUMENT_ID_LENGTH_MAX)
    .regex(VISIBLE_PATTERN, 'A document id has visible characters, and spaces only between them');
}

/** A user or a session by the caller's own name: visible characters of any script, spaces between them, at most 256. */
export function labelField(): z.ZodString {
  return z
    .string()
    .min(1)
    .max(LABEL_LENGTH_MAX)
    .regex(VISIBLE_PATTERN, 'A user or session id has visible characters, and spaces only between them');
}

/** An ISO 8601 time with its offset (`2026-01-31T12:00:00Z`). */
export function timeField(): z.ZodISODateTime {
  return z.iso.datetime({ offset: true, error: 'A time is ISO 8601 with its offset, like 2026-01-31T12:00:00Z' });
}

/** Wall-clock milliseconds as the contract writes times: ISO 8601, UTC, with milliseconds. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** Like `isoTime`, for what may not have happened yet. */
export function isoTimeOrNull(ms: number | null): string | null {
  return ms === null ? null : isoTime(ms);
}

/** Milliseconds for an answer: one decimal for durations of stages and queries. */
export function roundedMs(ms: number): number {
  return rounded(ms, 1);
}

function withinLength(text: string, max: number): boolean {
  if (text.length <= max) return true;
  // Every code point takes one or two units, so beyond twice the limit there is nothing to count.
  if (text.length > max * 2) return false;
  let count = 0;
  for (const _point of text) count++;
  return count <= max;
}
