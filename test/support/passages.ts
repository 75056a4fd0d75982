import type { Passage, Question } from '../../src/core/answer/passage.ts';
import { readWords } from '../../src/core/answer/read-text.ts';

/** A passage of a document whose other text (`before`) stands in front of it. */
export function passageOf(text: string, over: Partial<Passage> & { readonly before?: string } = {}): Passage {
  const { before = '', ...fields } = over;
  return {
    chunk: 1,
    documentId: 'd_1',
    title: 'Guide',
    uri: null,
    headings: [],
    text,
    start: before.length,
    end: before.length + text.length,
    score: 1,
    lexical: null,
    dense: null,
    late: null,
    ...fields,
  };
}

/** A question whose terms all weigh the same. */
export function questionOf(text: string): Question {
  return { text, terms: [...new Set(readWords(text).map(({ stem }) => stem))], idf: () => 2 };
}

/** No two different words are alike. */
export const noSimilarity = (): number => 0;
