import { isWhiteSpace } from '../../shared/text.ts';
import type { Span } from './sentences.ts';

/** A run without white space (a URL, a key, a table without spaces) counts one word more for each so many code units. */
const RUN_UNITS_PER_WORD = 30;
/** Scripts that write without spaces: about two Chinese or Japanese characters, or four of Thai and its neighbours, to a word. */
const IDEOGRAPH_WORDS = 0.5;
const UNSPACED_LETTER_WORDS = 0.25;
/** Below this every script puts spaces between words: the case worth being fast in. */
const FIRST_UNSPACED = 0xe00;

/** Length of a stretch in words, as chunk sizes are meant: white-space words, with scripts and runs that have none weighed in. */
export function measureWords(text: string, span: Span): number {
  let words = 0;
  let run = 0;
  for (let position = span.start; position < span.end; position++) {
    const unit = text.charCodeAt(position);
    if (unit > 0x20 && unit < FIRST_UNSPACED) {
      if (run === 0 && !isWhiteSpace(unit)) words++;
      run = unit === 0xa0 || run === RUN_UNITS_PER_WORD - 1 ? 0 : run + 1;
    } else if (isWhiteSpace(unit)) run = 0;
    else {
      const weight = unspacedWeight(unit);
      if (weight > 0) {
        words += weight;
        run = 0;
      } else {
        if (run === 0) words++;
        run = run === RUN_UNITS_PER_WORD - 1 ? 0 : run + 1;
      }
    }
  }
  return words;
}

function unspacedWeight(unit: number): number {
  if (unit >= 0x3040 && unit <= 0x9fff) return IDEOGRAPH_WORDS;
  if (unit >= 0xf900 && unit <= 0xfaff) return IDEOGRAPH_WORDS;
  if (unit <= 0xeff || (unit >= 0x1000 && unit <= 0x109f)) return UNSPACED_LETTER_WORDS;
  return unit >= 0x1780 && unit <= 0x17ff ? UNSPACED_LETTER_WORDS : 0;
}
