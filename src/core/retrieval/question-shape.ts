/** Words that carry grammar rather than content: a question or claim has them, a list of keywords has not. */
const FUNCTION_WORDS = new Set(
  'a an the of in on at by for from to with without and or but is are was were be been do does did can could will would should has have had not no that this these those it its as than then who whom whose which what when where why how'.split(
    ' ',
  ),
);

/** Share of function words at which a text counts as a full sentence; English prose has about twice as many. */
const SENTENCE_SHARE = 0.2;

/**
 * How much of the late interaction's weight a question gets, in [0, 1]. Matching every word of a sentence against a
 * passage helps; on bare keywords it costs about a point, so there its weight goes to zero.
 */
export function lateShareOf(text: string): number {
  let words = 0;
  let functionWords = 0;
  for (const match of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    words++;
    if (FUNCTION_WORDS.has(match[0])) functionWords++;
  }
  if (words === 0) return 0;
  if (text.trimEnd().endsWith('?')) return 1;
  return Math.min(1, functionWords / words / SENTENCE_SHARE);
}
