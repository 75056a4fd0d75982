import { codePointBoundary } from '../../shared/text.ts';
import { splitSentences } from '../ingest/sentences.ts';

/**
 * The first whole sentences that fit into `lengthMax` UTF-16 code units; where not even one does, the first whole words; where not even a
 * word does, its first characters.
 */
export function cutAtSentence(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  if (lengthMax <= 0) return '';
  const last = splitSentences(text).findLast(({ end }) => end <= lengthMax);
  if (last !== undefined) return text.slice(0, last.end);
  const head = text.slice(0, codePointBoundary(text, lengthMax));
  const words = /^(.*\S)\s/su.exec(head + (text[head.length] ?? ''))?.[1] ?? '';
  return words === '' ? head : words;
}
