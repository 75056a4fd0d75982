import { cleanMarkup } from './clean-markup.ts';
import type { Citation } from './passage.ts';
import type { PassageReading, SentenceCandidate } from './sentence-candidates.ts';

/** A sentence as it is shown, without its `[n]`, and where it stands. */
export type Quote = { readonly text: string; readonly citation: Citation };

/** Characters of one sentence among others; longer ones are tables and lists that lost their lines. */
export const QUOTED_CHARS_MAX = 400;

/** A statement that can be read alone: no question, no opening of a list, no row of a table, not overlong. */
export function isProse(text: string): boolean {
  return text.length <= QUOTED_CHARS_MAX && !/[?:]$|^\s*\||\|\s*$/.test(text);
}

/** The sentence, cleaned, with the citation of the whole of it. */
export function quoteSentence(readings: readonly PassageReading[], { passage, read, text }: SentenceCandidate): Quote {
  const offset = readings[passage]?.passage.start ?? 0;
  return {
    text: cleanMarkup(text),
    citation: { source: passage + 1, start: offset + read.start, end: offset + read.end },
  };
}

/** Each citation once, in the order they were met. */
export function distinctCitations(citations: readonly Citation[]): readonly Citation[] {
  const seen = new Set<string>();
  return citations.filter(({ source, start, end }) => {
    const key = `${source}:${start}:${end}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
