import { z } from 'zod';
import { checkText } from '../../core/query/check-text.ts';
import { idField, nameField, textField } from './fields.ts';

/** Tags of one saved thing, and of one search for them. */
const TAGS_MAX = 20;
const DESCRIPTION_MAX = 1_000;
/** Characters of a parameter before cleaning; what it is filled into has the real limit, which names it. */
const RAW_VALUE_MAX = 100_000;

const valueSchema = z.union([z.string().max(RAW_VALUE_MAX), z.number(), z.boolean()], {
  error: `A text of at most ${RAW_VALUE_MAX} characters, a number, or true or false`,
});

/** An id that may also stand as a name in a JSON object without meaning anything there. */
export function savedIdField(): z.ZodString {
  return idField().refine((id) => id !== '__proto__', 'This id is not accepted');
}

/** A name or a tag that people read: something of it is visible. `cleanLabel` makes it one line. */
export function labelField(): z.ZodString {
  return nameField().refine((text) => cleanLabel(text) !== '', 'Text must have a visible character');
}

/** One line without unseen characters. */
export function cleanLabel(text: string): string {
  return checkText(text).sanitized;
}

export function descriptionField() {
  return textField(DESCRIPTION_MAX).nullable().default(null);
}

export function tagsField() {
  return z.array(labelField()).max(TAGS_MAX).default([]);
}

/** Values by placeholder name. */
export function valuesField() {
  return z.record(z.string(), valueSchema).default({});
}
