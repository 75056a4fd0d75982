import { isWhiteSpace } from '../../shared/text.ts';
import type { Span } from './sentences.ts';

/** A run without white space (a URL, a key, a table without spaces) counts one word more for each so many code units. */
const RUN_UNITS_PER_WORD = 30;
/** Scripts that write without spaces: about two Chinese or Japanese characters, or four of Thai and its neighbours, to a word. */
const IDEOGRAPH_WORDS = 0.5;
const UNSPACED_LETTER_WORDS = 0.25;

/** Length of a stretch in words, as chunk sizes are meant: white-space words, with scripts and runs that have none weighed in. */
export function measureWords(text: string, span: Span): number {
  let words = 0;
  let run = 0;
  for (let position = span.start; position < span.end; position++) {
    const unit = text.charCodeAt(position);
    if (isWhiteSpace(unit)) run = 0;
    else {
      const weight = unit < 0xe00 ? 0 : unspacedWeight(unit);
      words += weight > 0 ? weight : run % RUN_UNITS_PER_WORD === 0 ? 1 : 0;
      run = weight > 0 ? 0 : run + 1;
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
