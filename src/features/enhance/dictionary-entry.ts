import { z } from 'zod';
import type { DictionaryEntry } from '../../core/enhance/dictionary.ts';
import { isoTime } from '../../http/kit/fields.ts';

/** Characters of a short form; longer ones abbreviate nothing. */
const SHORT_LENGTH_MAX = 40;
const SHORT_PATTERN = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}&.+#'’-]*$/u;

/** The path of one entry: a word as it may stand in a question. */
export const shortParams = z.strictObject({
  short: z
    .string()
    .min(1)
    .max(SHORT_LENGTH_MAX)
    .regex(SHORT_PATTERN, "A short form is one word of letters, digits and & . + # ' -"),
});

export const entrySchema = z.object({ short: z.string(), long: z.string(), updated_at: z.string() });

export function toWireEntry({ short, long, updatedAtMs }: DictionaryEntry): z.infer<typeof entrySchema> {
  return { short, long, updated_at: isoTime(updatedAtMs) };
}
