/** Words a chunk aims at when a text has to be cut: long enough to stand alone, short enough to be about one thing. */
export const TARGET_WORDS = 180;
/** A document, or the text under one heading, of up to so many words stays whole: cutting abstracts costs retrieval quality. */
export const WHOLE_WORDS = 320;
/** A section shorter than this says too little by itself and joins a neighbour. */
export const TINY_WORDS = 40;
/** No chunk is longer, in words (a whole section that took in a tiny one) … */
export const CHUNK_WORDS_MAX = WHOLE_WORDS + TINY_WORDS;
/** … or in UTF-16 code units: some 600 English words, so that only text without spaces or with wide gaps meets it. */
export const CHUNK_LENGTH_MAX = 4_000;

/** The sizes a caller may set; all others follow from the constants. */
export type ChunkOptions = { readonly targetWords?: number; readonly wholeWords?: number };

export type ChunkSizes = { readonly targetWords: number; readonly wholeWords: number; readonly wordsMax: number };

/** Sizes in force: `wordsMax` is the hard maximum that goes with them. */
export function chunkSizes(options: ChunkOptions): ChunkSizes {
  const targetWords = options.targetWords ?? TARGET_WORDS;
  const wholeWords = Math.max(targetWords, options.wholeWords ?? WHOLE_WORDS);
  return { targetWords, wholeWords, wordsMax: wholeWords + TINY_WORDS };
}
