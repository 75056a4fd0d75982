/** One change to a question and why it was made. `from` is empty where something was added. */
export type Enhancement = {
  readonly kind: 'context' | 'spelling' | 'abbreviation' | 'question_mark';
  readonly from: string;
  readonly to: string;
  readonly reason: string;
};

/** A text after some changes, and other texts that might have been meant. */
export type Enhanced = {
  readonly text: string;
  readonly enhancements: readonly Enhancement[];
  readonly others: readonly { readonly text: string; readonly reason: string }[];
};

/** A text nothing was changed in. */
export function unchanged(text: string): Enhanced {
  return { text, enhancements: [], others: [] };
}

/** Puts `to` in the place of a stretch of the text. */
export function replaced(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  to: string,
): string {
  return text.slice(0, start) + to + text.slice(end);
}
