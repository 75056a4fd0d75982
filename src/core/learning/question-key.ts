const ENDING = /[\s?!.,;:…؟？。！]+$/u;

/**
 * What makes two writings one question: compatibility forms, letter case, white space and the punctuation at the end do not.
 * A text of punctuation alone is its own key.
 */
export function questionKey(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
  const bare = plain.replace(ENDING, '');
  return bare === '' ? plain : bare;
}
