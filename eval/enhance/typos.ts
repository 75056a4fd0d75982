/** A question with one slip in it. */
export type Slip = { readonly text: string; readonly word: string; readonly slip: string };

/** Letters of the shortest word a slip is put into. */
const WORD_LENGTH_MIN = 5;
const WORD = /(?<![\p{L}\p{N}'’-])[a-z]+(?![\p{L}\p{N}'’-])/gu;
const NAME = /(?<=\S )[A-Z][a-z]+(?![\p{L}\p{N}'’-])/gu;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

export type SlipOptions = {
  /** `words`: in lower case; `names`: with a capital, and not at the beginning of the text. */
  readonly kind: 'words' | 'names';
  /** Whether documents have the word: what they do not have cannot be found again. */
  readonly isKnown: (word: string) => boolean;
  readonly random: () => number;
};

/**
 * One slip in one word: two neighbours swapped (two in five), a letter left out, doubled or replaced (one in five each). Null
 * where there is no such word.
 */
export function withSlip(text: string, { kind, isKnown, random }: SlipOptions): Slip | null {
  const pattern = kind === 'words' ? WORD : NAME;
  const words = [...text.matchAll(pattern)].filter(([word]) => word.length >= WORD_LENGTH_MIN && isKnown(word));
  const chosen = words[Math.floor(random() * words.length)];
  if (chosen === undefined) return null;
  const [word] = chosen;
  for (;;) {
    // Ends with the first slip that changes anything: swapping two equal letters does not.
    const slip = slipped(word, random);
    if (slip !== word)
      return { text: text.slice(0, chosen.index) + slip + text.slice(chosen.index + word.length), word, slip };
  }
}

function slipped(word: string, random: () => number): string {
  const place = 1 + Math.floor(random() * (word.length - 2));
  const [head, letter, next, tail] = [
    word.slice(0, place),
    word.charAt(place),
    word.charAt(place + 1),
    word.slice(place + 2),
  ];
  const draw = random();
  if (draw < 0.4) return head + next + letter + tail;
  if (draw < 0.6) return head + next + tail;
  if (draw < 0.8) return head + letter + letter + next + tail;
  return head + LETTERS.charAt(Math.floor(random() * LETTERS.length)) + next + tail;
}
