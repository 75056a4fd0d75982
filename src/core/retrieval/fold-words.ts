/**
 * Words of a run that holds more than ASCII: compatibility forms made plain, Latin letters without their marks, lower-case.
 * Marks of other scripts stay, since they are vowels or letters there. Scripts that put no spaces between words are cut by
 * Unicode's word segmentation.
 */
export function foldWords(run: string): string[] {
  const plain = run
    .replace(JOINERS, '')
    .normalize('NFKD')
    .replace(LATIN_WITH_MARKS, '$1')
    .normalize('NFC')
    .toLowerCase();
  return (plain.match(WORD) ?? []).flatMap((word) => (UNSPACED.test(word) ? cutUnspaced(word) : [word]));
}

/** Soft hyphen, zero-width space and joiners, word joiner, byte order mark: invisible inside a word. */
const JOINERS = /[\u00ad\u200b-\u200d\u2060\ufeff]/gu;
const LATIN_WITH_MARKS = /(\p{Script=Latin})\p{M}+/gu;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
const UNSPACED = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
const UNSPACED_OR_OTHER = new RegExp(`${UNSPACED.source}+|${UNSPACED.source.replace('[', '[^')}+`, 'gu');

/** Characters given to the segmenter at once: far longer than a sentence, short enough that its tables stay small. */
const SEGMENTED_CHARACTERS_MAX = 4096;

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

function cutUnspaced(word: string): string[] {
  return (word.match(UNSPACED_OR_OTHER) ?? []).flatMap((part) => (UNSPACED.test(part) ? segment(part) : [part]));
}

function segment(text: string): string[] {
  const words: string[] = [];
  for (let start = 0; start < text.length; start += SEGMENTED_CHARACTERS_MAX) {
    for (const part of segmenter.segment(text.slice(start, start + SEGMENTED_CHARACTERS_MAX))) {
      if (part.isWordLike) words.push(part.segment);
    }
  }
  return words;
}
