const ENDING = /[\s?!.,;:…؟？。！]/u;

/** A question without regard to how it is written; `ending` are its last marks, and all of a text of marks alone. */
export type PlainQuestion = { readonly words: string; readonly ending: string };

/** Compatibility forms made plain, lower case, one space between words. Linear time, also for ten thousand marks in a row. */
export function plainQuestion(text: string): PlainQuestion {
  const plain = text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
  let end = plain.length;
  // From the end: a pattern that ends in `+$` looks at every run of marks inside, in time quadratic in its length.
  while (end > 0 && ENDING.test(plain.charAt(end - 1))) end--;
  return { words: plain.slice(0, end), ending: plain.slice(end) };
}

/**
 * What makes two writings one question: compatibility forms, letter case, white space and the punctuation at the end do not.
 * A text of punctuation alone is its own key.
 */
export function questionKey(text: string): string {
  const { words, ending } = plainQuestion(text);
  return words === '' ? ending : words;
}
