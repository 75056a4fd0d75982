import { TITLE_WEIGHT } from './scoring.ts';

/** One occurrence of a term in a chunk in 32 bits: ordinal (22), tf in the title (3), tf in the body (7). They sort by ordinal. */
const TITLE_BITS = 3;
const BODY_BITS = 7;
export const FREQUENCY_BITS = TITLE_BITS + BODY_BITS;
export const FREQUENCY_MASK = (1 << FREQUENCY_BITS) - 1;

/** Chunks a scope can hold: 22 bits of ordinal. */
export const ORDINALS_MAX = 1 << (32 - FREQUENCY_BITS);
/** Frequencies saturate here: one more occurrence would change the BM25 sum by less than .6 % in a body. */
export const TITLE_FREQUENCY_MAX = (1 << TITLE_BITS) - 1;
export const BODY_FREQUENCY_MAX = (1 << BODY_BITS) - 1;

/** Weighted tf by the low bits of a posting. */
export const WEIGHTED_FREQUENCY = Float64Array.from(
  { length: FREQUENCY_MASK + 1 },
  (_, bits) => TITLE_WEIGHT * (bits >>> BODY_BITS) + (bits & BODY_FREQUENCY_MAX),
);

export function packPosting(ordinal: number, titleFrequency: number, bodyFrequency: number): number {
  const title = Math.min(titleFrequency, TITLE_FREQUENCY_MAX);
  const body = Math.min(bodyFrequency, BODY_FREQUENCY_MAX);
  return ((ordinal << FREQUENCY_BITS) | (title << BODY_BITS) | body) >>> 0;
}

export function ordinalOfPosting(posting: number): number {
  return posting >>> FREQUENCY_BITS;
}

export function frequencyOfPosting(posting: number): number {
  return WEIGHTED_FREQUENCY[posting & FREQUENCY_MASK] ?? 0;
}
